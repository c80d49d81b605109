import FerryCore
import HTTPTypes

/// A reply that was not what plain `PUT` hopes for, judged. Of its body nothing is told: stores write parts of signatures
/// into it.
struct PutReply {
    private let response: HTTPTransferResponse
    private let target: PutTarget

    init(_ response: HTTPTransferResponse, _ target: PutTarget) {
        self.response = response
        self.target = target
    }

    private var status: Int { response.head.status.code }

    /// What a refused `PUT` counts as.
    ///
    /// - Parameters:
    ///   - isConditional: Whether it said `If-None-Match`.
    ///   - name: The object's name, for the error.
    func failure(isConditional: Bool, name: String) -> UploadFailure {
        if isRefusedCredential { return refusedCredential() }
        switch status {
        case 404, 409: return target.isFolder ? missingFolder() : conflict(name)
        case 405, 501:
            guard isConditional else { return noPut("the server does not take PUT here (\(status))") }
            return again(.other, .destinationWrongProtocol, "the server does not take If-None-Match (\(status))")
        case 410: return fatal(.destinationNotFound, "the destination is gone (410)")
        case 412: return fatal(NameClaim.conflict(name))
        case 413: return fatal(.destinationTooLarge, "the server refuses an object of this size (413)")
        case 507: return full()
        default: return general() ?? noPut("the server refused the object (\(status))")
        }
    }

    /// What a refused `HEAD` counts as; not found is a fresh start.
    func refusedInspection() -> UploadFailure {
        if isRefusedCredential { return refusedCredential() }
        switch status {
        case 404, 410:
            return UploadFailure(
                .expired,
                FerryError(
                    .destinationNotFound, "nothing is there (\(status))", disposition: .freshStart, status: status))
        case 405, 501: return fatal(.destinationWrongProtocol, "the server does not take HEAD (\(status))")
        default: return general() ?? fatal(.destinationWrongProtocol, "the server answered HEAD with \(status)")
        }
    }

    /// The server does not say how long an object is.
    func noLength() -> UploadFailure {
        fatal(.destinationWrongProtocol, "something is there, and the server does not tell its length (\(status))")
    }

    /// What every method may meet; `nil` for the rest.
    private func general() -> UploadFailure? {
        switch status {
        case 300...399: fatal(.destinationWrongProtocol, "the server redirects elsewhere (\(status))")
        case 408: again(.status408, .destinationServerError, "the server waited too long for the request (408)")
        case 423: again(.status423, .destinationConflict, "another writer holds the object (423)")
        case 425: again(.other, .destinationServerError, "the server asked to try later (425)")
        case 429: again(.status429, .destinationServerError, "the server asked to slow down (429)")
        case 505: fatal(.destinationWrongProtocol, "the server does not know the request (505)")
        case 500...599: again(.status5xx, .destinationServerError, "the server failed (\(status))")
        default: nil
        }
    }

    // MARK: Credentials

    private var isRefusedCredential: Bool {
        status == 401 || status == 403 || target.isSigned && status == 400 && saysExpired
    }

    /// Stores say in the body that a signature has run out; S3 does so also with 400 (`ExpiredToken`).
    private var saysExpired: Bool { String(decoding: response.body, as: UTF8.self).lowercased().contains("expired") }

    private func refusedCredential() -> UploadFailure {
        guard target.isSigned else {
            return fatal(
                .destinationUnauthorized, "the server refused the credentials (\(status))",
                next:
                    "check the token in the variable named by --token-env, or MEDIAFERRY_USER and MEDIAFERRY_PASSWORD",
                cause: .auth)
        }
        return fatal(
            .destinationUnauthorized, "the presigned URL \(saysExpired ? "has expired" : "was refused") (\(status))",
            next: "get a new presigned URL and run the same command again", cause: saysExpired ? .expired : .auth)
    }

    // MARK: Failures

    private func missingFolder() -> UploadFailure {
        UploadFailure(
            .other,
            FerryError(
                .destinationNotFound, "the folder does not exist at the destination (\(status))",
                next: "check the destination's URL; that of a tus server begins with tus+", disposition: .retryAfter,
                status: status, retryAfterSeconds: 0))
    }

    private func conflict(_ name: String) -> UploadFailure {
        status == 404
            ? fatal(.destinationNotFound, "the destination does not exist (404)")
            : fatal(.destinationConflict, "the server cannot put an object here (409)")
    }

    private func full() -> UploadFailure {
        fatal(
            .destinationTooLarge, "no space is left at the destination (507)",
            next: "free space there, then run the same command again")
    }

    private func noPut(_ message: String) -> UploadFailure {
        fatal(
            .destinationWrongProtocol, message,
            next: "check the URL; a path that ends in / is a folder; for a tus server use tus+https://")
    }

    private func fatal(
        _ code: FerryError.Code, _ message: String, next: String? = nil, cause: RetryCause = .other
    ) -> UploadFailure {
        UploadFailure(cause, FerryError(code, message, next: next, disposition: .giveUp, status: status))
    }

    private func fatal(_ error: FerryError) -> UploadFailure {
        var error = error
        error.status = status
        return UploadFailure(.other, error)
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
