import FerryCore
import FoundationEssentials
import HTTPTypes

/// A reply of Supabase Storage, judged where it means something else than a tus server's.
struct SupabaseReply {
    let response: HTTPTransferResponse

    init(_ response: HTTPTransferResponse) { self.response = response }

    /// The status that is meant: errors of the service's own routes come as 400 with the status in the body.
    private var status: Int {
        let code = response.head.status.code
        guard code == 400, let told = document?.statusCode?.number, (400...599).contains(told) else { return code }
        return told
    }

    /// The reply with that status.
    private var meant: HTTPTransferResponse {
        var response = response
        response.head.status = .init(code: status)
        return response
    }

    // MARK: Uploads

    /// Why an upload was refused, where tus does not know.
    func refusal(of creation: UploadCreation) -> UploadFailure? {
        if isTaken { return fatal(NameClaim.conflict(creation.objectName)) }
        if isPolicy { return policy }
        if mentions("bucket not found") { return fatal(.destinationNotFound, "the bucket does not exist (\(status))") }
        guard status == 400 || status == 415 || status == 422 else { return nil }
        return fatal(
            .destinationWrongProtocol, "the service does not take this name, media type or metadata (\(status))")
    }

    /// Why a chunk was refused, where tus does not know.
    func refusal(of sending: ChunkSending) -> UploadFailure? {
        if isTaken {
            // When all bytes were on their way the object that stands there may be this very one.
            var error = NameClaim.conflict(sending.creation.objectName)
            error.status = status
            if sending.isLast { error.disposition = .freshStart }
            return UploadFailure(.other, error)
        }
        if isPolicy { return policy }
        guard sending.isLast, [400, 402, 415, 422].contains(status) else { return nil }
        return fatal(
            .destinationConflict,
            "all bytes arrived, but the service refused to make the object of them (\(status)): its name, media type"
                + " or metadata")
    }

    /// Another object stands at the name. A tus server's own 409 is about the offset and does not say so.
    private var isTaken: Bool {
        [400, 409].contains(status) && (mentions("already exists") || mentions("duplicate"))
    }

    /// A storage policy forbids it. Behind some routers that shows as 404 for a parent.
    private var isPolicy: Bool {
        [400, 403, 404].contains(status)
            && (mentions("row-level security") || mentions("parent resource not found"))
    }

    private var policy: UploadFailure {
        var failure = fatal(
            .destinationUnauthorized, "the bucket's policies do not let these credentials write there (\(status))")
        failure.cause = .auth
        failure.error.next = "give a policy on storage.objects for insert, select and update, or use a service key"
        return failure
    }

    // MARK: Objects

    /// What stands at an object's name.
    var facts: Result<ObjectFacts, UploadFailure> {
        guard status == 200 else { return .failure(failureOfObject) }
        guard let document, let bytes = document.size?.number, bytes >= 0 else {
            return .failure(again("the service's description of the object cannot be read"))
        }
        return .success(
            ObjectFacts(
                bytes: Int64(bytes), marker: document.metadata.flatMap { ObjectMarker(metadata: $0) },
                version: document.version))
    }

    private var failureOfObject: UploadFailure {
        switch status {
        case 404, 410:
            mentions("bucket not found")
                ? fatal(.destinationNotFound, "the bucket does not exist (\(status))")
                : UploadFailure(
                    .expired,
                    FerryError(
                        .destinationNotFound, "no object stands at its name (\(status))", disposition: .freshStart,
                        status: status))
        case 400: fatal(.destinationWrongProtocol, "the service does not take the object's name (400)")
        default: TusReply(meant).failure(whileCreating: false)
        }
    }

    // MARK: The body

    private struct Document: Decodable {
        var statusCode: Count?
        var size: Count?
        var version: String?
        var metadata: [String: String]?

        enum CodingKeys: String, CodingKey { case statusCode, size, version, metadata }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            statusCode = try? container.decode(Count.self, forKey: .statusCode)
            size = try? container.decode(Count.self, forKey: .size)
            version = try? container.decode(String.self, forKey: .version)
            metadata = try? container.decode([String: String].self, forKey: .metadata)
        }
    }

    /// A number, or a text of digits.
    private struct Count: Decodable {
        var number: Int

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int.self) {
                self.number = number
            } else if let number = Int(try container.decode(String.self)) {
                self.number = number
            } else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number")
            }
        }
    }

    private var document: Document? { try? JSONDecoder().decode(Document.self, from: Data(response.body)) }

    /// Text of the service is looked at, never repeated.
    private func mentions(_ words: String) -> Bool {
        String(decoding: response.body.prefix(4096), as: UTF8.self).lowercased().contains(words)
    }

    private func again(_ message: String) -> UploadFailure {
        UploadFailure(.other, FerryError(.destinationWrongProtocol, message, disposition: .retry, status: status))
    }

    private func fatal(_ code: FerryError.Code, _ message: String) -> UploadFailure {
        fatal(FerryError(code, message, disposition: .giveUp))
    }

    private func fatal(_ error: FerryError) -> UploadFailure {
        var error = error
        error.status = status
        return UploadFailure(.other, error)
    }
}
