import FerryCore
import HTTPTypes

/// A reply that was not what a tus client hopes for, judged.
struct TusReply {
    let response: HTTPTransferResponse

    init(_ response: HTTPTransferResponse) { self.response = response }

    private var status: Int { response.head.status.code }

    /// Seconds until the upload goes (extension "Expiration"), by the server's own clock: `nil` without `Upload-Expires`,
    /// or without the `Date` that it is compared with.
    var expiresIn: Double? {
        let fields = response.head.headerFields
        guard let end = fields[.uploadExpires].flatMap({ Timestamp(httpDate: $0) }),
            let now = fields[.date].flatMap({ Timestamp(httpDate: $0) })
        else { return nil }
        return max(0, end.seconds(since: now))
    }

    /// The failure that an unexpected status counts as. A server may have kept part of a body whatever it answers, so
    /// the machine asks for the offset before anything is sent again.
    func failure(whileCreating: Bool) -> UploadFailure {
        switch status {
        case 200...299: noTus("it answered \(status)")
        case 300...399: fatal(.destinationWrongProtocol, "the server redirects elsewhere (\(status))")
        case 401, 403:
            fatal(.destinationUnauthorized, "the server refused the credentials (\(status))", cause: .auth)
        case 404, 410: whileCreating ? missing() : gone()
        case 408: again(.status408, .destinationServerError, "the server waited too long for the request (408)")
        case 409: again(.offset, .destinationConflict, "the server stands at another offset (409)")
        case 413: fatal(.destinationTooLarge, "the server refuses an object of this size (413)")
        case 423: again(.status423, .destinationConflict, "another writer holds the upload (423)")
        case 425: again(.other, .destinationServerError, "the server asked to try later (425)")
        case 429: again(.status429, .destinationServerError, "the server asked to slow down (429)")
        case 460: again(.checksum, .verifyChecksum, "a chunk arrived with another checksum (460)")
        case 501, 505: fatal(.destinationWrongProtocol, "the server does not know the request (\(status))")
        case 500...599: again(.status5xx, .destinationServerError, "the server failed (\(status))")
        default: noTus("it answered \(status)")
        }
    }

    /// The server gave no offset for a chunk: the truth must be asked for.
    func noOffset() -> UploadFailure {
        again(.other, .destinationWrongProtocol, "the server's reply to a chunk has no Upload-Offset")
    }

    /// What answers is no tus server.
    func noTus(_ reason: String) -> UploadFailure {
        fatal(.destinationWrongProtocol, "the destination does not speak tus 1.0: \(reason)")
    }

    private func missing() -> UploadFailure {
        fatal(.destinationNotFound, "the destination does not exist (\(status))")
    }

    private func gone() -> UploadFailure {
        UploadFailure(
            .expired,
            FerryError(.uploadExpired, "the upload is gone from the server (\(status))", status: status))
    }

    private func fatal(
        _ code: FerryError.Code, _ message: String, cause: RetryCause = .other
    ) -> UploadFailure {
        UploadFailure(cause, FerryError(code, message, disposition: .giveUp, status: status))
    }

    private func again(_ cause: RetryCause, _ code: FerryError.Code, _ message: String) -> UploadFailure {
        let fields = response.head.headerFields
        let wait = RetryAfter.seconds(fields[.retryAfter], date: fields[.date])
        return UploadFailure(
            cause,
            FerryError(
                code, message, disposition: wait == nil ? .retry : .retryAfter, status: status,
                retryAfterSeconds: wait))
    }
}
