import FerryCore
import HTTPTypes

/// A reply of Google Cloud Storage, judged.
struct GCSReply {
    let response: HTTPTransferResponse

    init(_ response: HTTPTransferResponse) { self.response = response }

    /// The status, also where a 308 was put into a header field for clients that hate it.
    var status: Int {
        let status = response.head.status.code
        guard status == 200, let other = response.head.headerFields[.statusCodeOverride] else { return status }
        return Int(other) ?? status
    }

    /// 308 "Resume Incomplete". With a `Location` it is the redirect of RFC 9110 §15.4.9, which Google never sends.
    var isIncomplete: Bool { status == 308 && response.head.headerFields[.location] == nil }

    /// Whether what was asked for is done.
    var isComplete: Bool { status == 200 || status == 201 }

    /// The bytes that a 308 says are kept, from its `Range`. None: nothing is kept.
    var kept: Result<Int64, UploadFailure> {
        guard let field = response.head.headerFields[.range] else { return .success(0) }
        guard let kept = GCSRange.kept(field) else {
            return .failure(again(.offset, .destinationWrongProtocol, "the server's Range cannot be read"))
        }
        return .success(kept)
    }

    /// The object that the reply describes. One that cannot be read is asked for again: it may have been cut.
    var object: Result<ObjectFacts, UploadFailure> {
        guard let object = GCSObject(response.body) else {
            return .failure(
                again(.other, .destinationWrongProtocol, "the server's description of the object cannot be read"))
        }
        return .success(object.facts)
    }

    /// What answers is not Google Cloud Storage.
    func noGCS(_ reason: String) -> UploadFailure {
        fatal(.destinationWrongProtocol, "the destination does not speak Google Cloud Storage's JSON API: \(reason)")
    }

    /// The object was closed at another length than this upload's.
    func otherLength(_ bytes: Int64, _ sending: ChunkSending) -> UploadFailure {
        let length = sending.objectLength.map { "has \($0)" } ?? "is not at its end"
        return anew(.offset, .verifyLength, "the server closed the upload at \(bytes) bytes, the object \(length)")
    }

    // MARK: Failures

    /// The failure of a request that should have created a session.
    func failure(creating name: String) -> UploadFailure {
        switch status {
        case 404, 410: fatal(.destinationNotFound, "the bucket does not exist (\(status))")
        case 412: fatal(NameClaim.conflict(name))
        case 400: fatal(.destinationWrongProtocol, "the server does not take this name or its metadata (400)")
        default: failure()
        }
    }

    /// The failure of a request to a session.
    ///
    /// - Parameter sending: What was sent; `nil` for a question.
    func failureOfSession(sending: ChunkSending?) -> UploadFailure {
        switch status {
        case 400 where isChecksumRefused, 412 where isChecksumRefused:
            anew(.checksum, .verifyChecksum, "the bytes arrived with another CRC32C (\(status))")
        case 400, 416: again(.offset, .destinationConflict, "the server stands at another offset (\(status))")
        case 404: anew(.expired, .uploadExpired, "the upload session is not known any more (404)")
        case 410: anew(.expired, .uploadExpired, "the upload session is dead (410)")
        case 412: conflict(sending)
        case 499: anew(.expired, .uploadExpired, "the upload session was cancelled (499)")
        default: failure()
        }
    }

    /// The failure of a request about a finished object.
    func failureOfObject() -> UploadFailure {
        switch status {
        case 404, 410: anew(.expired, .destinationNotFound, "no object stands at its name (\(status))")
        default: failure()
        }
    }

    private func failure() -> UploadFailure {
        switch status {
        case 200...299: noGCS("it answered \(status)")
        case 300...399: fatal(.destinationWrongProtocol, "the server redirects elsewhere (\(status))")
        case 403 where isRateLimited: again(.status429, .destinationServerError, "the server asked to slow down (403)")
        case 401: unauthorized("the server refused the token (401)")
        case 403: unauthorized("these credentials may not do this in the bucket (403)")
        case 408: again(.status408, .destinationServerError, "the server waited too long for the request (408)")
        case 413: fatal(.destinationTooLarge, "the server refuses an object of this size (413)")
        case 423: again(.status423, .destinationConflict, "another writer holds the upload (423)")
        case 425: again(.other, .destinationServerError, "the server asked to try later (425)")
        case 429: again(.status429, .destinationServerError, "the server asked to slow down (429)")
        case 501, 505: fatal(.destinationWrongProtocol, "the server does not know the request (\(status))")
        case 500...599: again(.status5xx, .destinationServerError, "the server failed (\(status))")
        default: noGCS("it answered \(status)")
        }
    }

    /// Somebody's object came to stand at the name: it is looked at before this upload is given up.
    private func conflict(_ sending: ChunkSending?) -> UploadFailure {
        var error = NameClaim.conflict(sending?.creation.objectName ?? "its name")
        error.disposition = .freshStart
        error.status = status
        return UploadFailure(.other, error)
    }

    private func unauthorized(_ message: String) -> UploadFailure {
        var failure = fatal(.destinationUnauthorized, message)
        failure.cause = .auth
        failure.error.next = "check the credentials and their role: storage.objectUser on the bucket is enough"
        return failure
    }

    private func fatal(_ code: FerryError.Code, _ message: String) -> UploadFailure {
        fatal(FerryError(code, message, disposition: .giveUp))
    }

    private func fatal(_ error: FerryError) -> UploadFailure {
        var error = error
        error.status = status
        return UploadFailure(.other, error)
    }

    private func anew(_ cause: RetryCause, _ code: FerryError.Code, _ message: String) -> UploadFailure {
        UploadFailure(cause, FerryError(code, message, disposition: .freshStart, status: status))
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

    // MARK: What the body says

    /// Whether the reason is one of the limits of requests (JSON API, "HTTP status and error codes").
    private var isRateLimited: Bool { mentions("rateLimitExceeded") }

    /// Whether the reason is the checksum that came with the last bytes.
    private var isChecksumRefused: Bool { mentions("crc32c") || mentions("x-goog-hash") }

    /// Text of the server is looked at, never repeated.
    private func mentions(_ word: String) -> Bool {
        String(decoding: response.body.prefix(4096), as: UTF8.self).lowercased().contains(word.lowercased())
    }
}
