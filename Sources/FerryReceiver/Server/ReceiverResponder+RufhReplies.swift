import FerryCore
import HTTPTypes
import HummingbirdCore

extension ReceiverResponder {
    /// What is spoken here: the media type of appends, and the limits.
    func rufhOptions(_ exchange: borrowing Exchange, _ methods: String) -> Response {
        var response = Response(.noContent, [.allow: methods, .acceptPatch: RufhLimits.partialType])
        let version = RufhVersion(exchange.fields)
        response.headers[.uploadLimit] = store.limits.field(lifetime: store.expireSeconds, version: version)
        response.headers[.interopVersion] = version.map { String($0.rawValue) }
        return response
    }

    /// A reply that says where the upload stands.
    func rufhReply(
        _ status: HTTPResponse.Status, _ record: StoredUpload, _ exchange: borrowing Exchange
    ) -> Response {
        var fields: HTTPFields = [
            .uploadComplete: record.complete ? "?1" : "?0", .uploadOffset: String(record.offset),
        ]
        let version = RufhVersion(exchange.fields)
        fields[.uploadLimit] = limits(of: record, version: version)
        fields[.interopVersion] = version.map { String($0.rawValue) }
        fields[.reprDigest] = record.progressFields[.reprDigest]
        if status == .created { fields[.location] = record.location }
        return Response(status, fields)
    }

    /// Tells the client at once where its upload is, so that nothing is lost when the connection breaks; only where it
    /// speaks a version that is served. Bytes that come with their hash are not acknowledged before it was compared.
    func announce(_ record: StoredUpload, _ exchange: inout Exchange, digest: BodyDigest?) async {
        guard let version = RufhVersion(exchange.fields) else { return }
        await exchange.inform(
            .uploadResumption(
                [.location: record.location, .uploadLimit: limits(of: record, version: version)], version: version))
        guard digest == nil else { return }
        exchange.progress = RufhProgress(version: version, from: 0, bodyBytes: exchange.body.announced)
    }

    /// A refusal after the upload was created: the client may go on at its address, unless that is gone.
    func located(_ refusal: ReceiverRefusal, at record: StoredUpload) -> ReceiverRefusal {
        guard (try? store.visible(record.id)) != nil else { return refusal }
        var refusal = refusal
        refusal.fields[.location] = record.location
        if !refusal.fields.contains(.uploadComplete) { refusal.fields[.uploadComplete] = "?0" }
        return refusal
    }

    private func limits(of record: StoredUpload, version: RufhVersion?) -> String {
        let left = record.complete ? nil : record.expiresAt?.seconds(since: store.clock())
        return store.limits.field(lifetime: left, version: version)
    }
}

extension Reception {
    /// A body of RUFH.
    init(rufh limits: RufhLimits, length: Int64?, from start: Int64, digest: BodyDigest?, closes: Bool) {
        let (limit, refusal) = limits.end(from: start, length: length)
        self.init(
            start: start, limit: limit, digest: digest, closes: closes, overflow: refusal, mismatch: .contentMismatch)
    }
}
