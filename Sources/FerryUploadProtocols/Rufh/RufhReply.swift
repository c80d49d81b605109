import FerryCore
import FoundationEssentials
import HTTPTypes

/// A reply that was not what a RUFH client hopes for, judged.
struct RufhReply {
    let response: HTTPTransferResponse
    let fields: RufhFields

    init(_ response: HTTPTransferResponse) {
        self.response = response
        fields = RufhFields(response.head.headerFields)
    }

    /// The problem types of draft-ietf-httpbis-resumable-upload-11 §6 and of the digest fields' problems.
    enum Problem: String {
        case mismatchingOffset = "mismatching-upload-offset"
        case completedUpload = "completed-upload"
        case inconsistentLength = "inconsistent-upload-length"
        case mismatchingDigest = "digest-mismatched-values"
    }

    private struct Document: Decodable {
        var type: String
    }

    private var status: Int { response.head.status.code }

    /// What the server says is wrong, where it says so for programs (RFC 9457).
    var problem: Problem? {
        let type = response.head.headerFields[.contentType]?.prefix { $0 != ";" }.lowercased()
        guard type == "application/problem+json",
            let document = try? JSONDecoder().decode(Document.self, from: Data(response.body)),
            let name = document.type.split(separator: "#").last
        else { return nil }
        return Problem(rawValue: String(name))
    }

    /// The failure that an unexpected reply counts as. A server may have kept part of a body whatever it answers, so the
    /// machine asks for the offset before anything is sent again. A reply with `Upload-Complete: ?1` is the answer of
    /// whoever got the object: nothing is resumed after it.
    func failure(whileCreating: Bool) -> UploadFailure {
        switch problem {
        case .mismatchingOffset:
            return again(.offset, .destinationConflict, "the server stands at another offset (409)")
        case .mismatchingDigest:
            let isObject = fields.isComplete == true
            return again(
                .checksum, .verifyChecksum, "the server found another checksum than was promised (\(status))",
                isObject ? .freshStart : .retry)
        case .inconsistentLength:
            return again(
                .offset, .destinationConflict, "the server was told another length of this object (\(status))",
                .freshStart)
        case .completedUpload: return again(.offset, .destinationConflict, "the upload is complete already (\(status))")
        case nil: return fields.isComplete == true ? refused() : failureByStatus(whileCreating: whileCreating)
        }
    }

    private func failureByStatus(whileCreating: Bool) -> UploadFailure {
        switch status {
        case 200...299: noRufh("it answered \(status)")
        case 300...399: fatal(.destinationWrongProtocol, "the server redirects elsewhere (\(status))")
        case 401, 403:
            fatal(.destinationUnauthorized, "the server refused the credentials (\(status))", cause: .auth)
        case 404, 410:
            whileCreating
                ? fatal(.destinationNotFound, "the destination does not exist (\(status))")
                : again(.expired, .uploadExpired, "the upload is gone from the server (\(status))", .freshStart)
        case 408: again(.status408, .destinationServerError, "the server waited too long for the request (408)")
        case 409: again(.offset, .destinationConflict, "the server stands at another offset (409)")
        case 413: fatal(.destinationTooLarge, "the server refuses an object or a chunk of this size (413)")
        case 423: again(.status423, .destinationConflict, "another writer holds the upload (423)")
        case 425: again(.other, .destinationServerError, "the server asked to try later (425)")
        case 429: again(.status429, .destinationServerError, "the server asked to slow down (429)")
        case 501, 505: fatal(.destinationWrongProtocol, "the server does not know the request (\(status))")
        case 500...599: again(.status5xx, .destinationServerError, "the server failed (\(status))")
        default: noRufh("it answered \(status)")
        }
    }

    /// What answers is no RUFH server.
    func noRufh(_ reason: String) -> UploadFailure {
        fatal(.destinationWrongProtocol, "the destination does not speak resumable upload (RUFH): \(reason)")
    }

    /// Creation was answered with a complete object that is not ours: it has another length.
    func foreignObject(bytes: Int64) -> UploadFailure {
        fatal(.destinationConflict, "the server named a complete object of \(bytes) bytes instead of a new upload")
    }

    /// The server refused the version; the other one is tried next.
    func otherVersion() -> UploadFailure {
        again(.other, .destinationWrongProtocol, "the server refused this version of RUFH (\(status))", .retry)
    }

    /// The target of the upload had all bytes and refused them.
    private func refused() -> UploadFailure {
        switch status {
        case 401, 403:
            fatal(.destinationUnauthorized, "the server refused the finished upload (\(status))", cause: .auth)
        case 413: fatal(.destinationTooLarge, "the server refused the finished upload for its size (413)")
        default: fatal(.destinationServerError, "the server had the whole upload and refused it (\(status))")
        }
    }

    private func fatal(_ code: FerryError.Code, _ message: String, cause: RetryCause = .other) -> UploadFailure {
        UploadFailure(cause, FerryError(code, message, disposition: .giveUp, status: status))
    }

    private func again(
        _ cause: RetryCause, _ code: FerryError.Code, _ message: String, _ disposition: FerryError.Disposition? = nil
    ) -> UploadFailure {
        let fields = response.head.headerFields
        let wait = disposition == nil ? RetryAfter.seconds(fields[.retryAfter], date: fields[.date]) : nil
        return UploadFailure(
            cause,
            FerryError(
                code, message, disposition: disposition ?? (wait == nil ? .retry : .retryAfter), status: status,
                retryAfterSeconds: wait))
    }
}
