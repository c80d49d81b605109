import FerryCore
import HTTPTypes

/// A reply that was not what was hoped for, judged by S3's error code and, where there is none, by its status (Amazon
/// S3 API reference, "Error responses"; a 200 may carry an error too).
struct S3Reply {
    /// What the request was for.
    enum Place: Sendable, CaseIterable {
        /// An object was looked at.
        case inspecting
        /// An object was sent whole.
        case storing
        /// An upload was begun.
        case beginning
        /// A part was sent.
        case sending
        /// Parts were listed.
        case listing
        /// An object was made of its parts.
        case completing
    }

    let response: HTTPTransferResponse
    let place: Place
    let document: S3Document.Failure?

    init(_ response: HTTPTransferResponse, _ place: Place) {
        self.response = response
        self.place = place
        document = S3Document.read(S3Document.Failure.self, root: "Error", from: response.body)
    }

    var status: Int { response.head.status.code }

    /// S3's error code; only what looks like one.
    private var code: String? {
        document?.code.flatMap { code in
            !code.isEmpty && code.utf8.count <= 64 && code.utf8.allSatisfy(\.isLetterOrDigit) ? code : nil
        }
    }

    /// How the error is named in messages.
    var name: String { code.map { "\($0), \(status)" } ?? "\(status)" }

    /// What the failure means.
    var failure: PartsFailure { code.flatMap(byCode) ?? byStatus }

    private func byCode(_ code: String) -> PartsFailure? {
        switch code {
        case "NoSuchUpload": gone
        case "NoSuchKey": isUploadPlace ? gone : missing("nothing stands there")
        case "NoSuchBucket": fatal(.destinationNotFound, "the bucket does not exist")
        case "PreconditionFailed": taken
        case "ConditionalRequestConflict" where place == .completing: gone
        case "ConditionalRequestConflict", "OperationAborted":
            again(.other, .destinationConflict, "another request for this name is under way")
        case "InvalidPart" where place == .completing, "InvalidPartOrder" where place == .completing: differing
        case "EntityTooLarge", "MaxMessageLengthExceeded":
            fatal(.destinationTooLarge, "the storage refuses an object of this size")
        case "EntityTooSmall":
            fatal(.destinationTooLarge, "the storage wants larger parts", next: "raise --chunk-size")
        case "MalformedXML" where place == .completing, "NotImplemented", "InvalidRequest", "InvalidArgument":
            odd(code)
        default: byTransfer(code) ?? byCredentials(code)
        }
    }

    private func byTransfer(_ code: String) -> PartsFailure? {
        switch code {
        case "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "InvalidDigest": digest(code)
        case "RequestTimeout": again(.status408, .destinationServerError, "the storage waited too long for the body")
        case "IncompleteBody": again(.reset, .destinationServerError, "the body was cut short")
        case "SlowDown", "Busy", "TooManyRequests", "RequestLimitExceeded", "Throttling", "ThrottlingException":
            again(.status429, .destinationServerError, "the storage asked to slow down")
        case "InternalError", "ServiceUnavailable": again(.status5xx, .destinationServerError, "the storage failed")
        default: nil
        }
    }

    private func byCredentials(_ code: String) -> PartsFailure? {
        switch code {
        case "AccessDenied", "AllAccessDisabled", "AccountProblem":
            refused("the storage does not allow it", next: "check the permissions of the access key on this bucket")
        case "InvalidAccessKeyId", "InvalidToken", "InvalidSecurity", "MissingSecurityHeader":
            refused("the storage does not know the access key", next: "check AWS_ACCESS_KEY_ID, or AWS_PROFILE")
        case "SignatureDoesNotMatch":
            refused("the signature is not what the storage expects", next: "check AWS_SECRET_ACCESS_KEY and AWS_REGION")
        case "ExpiredToken", "TokenRefreshRequired", "RequestExpired":
            refused("the session token has expired", next: "renew the credentials and run the same command again")
        case "RequestTimeTooSkewed":
            refused("the local clock differs too much from the storage's", next: "set the clock")
        case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "Redirect",
            "IllegalLocationConstraintException", "InvalidRegion":
            elsewhere
        default: nil
        }
    }

    private var byStatus: PartsFailure {
        switch status {
        case 200...299: notS3
        case 400 where place == .inspecting && response.body.isEmpty:
            // A reply to HEAD has no body that could name the reason; of those that are 400 this is the usual one.
            refused(
                "the storage refused to tell of the object, as it does when a session token has expired",
                next: "renew the credentials and run the same command again")
        case 300...399: elsewhere
        case 401, 403: refused("the storage refused the request", next: "check the access key and its permissions")
        case 404, 410: isUploadPlace ? gone : missing("nothing stands there")
        case 408: again(.status408, .destinationServerError, "the storage waited too long for the request")
        case 409: again(.other, .destinationConflict, "another request for this name is under way")
        case 412: taken
        case 413: fatal(.destinationTooLarge, "the storage refuses a body of this size")
        case 425: again(.other, .destinationServerError, "the storage asked to try later")
        case 429: again(.status429, .destinationServerError, "the storage asked to slow down")
        case 501: odd("501")
        case 500, 502...599: again(.status5xx, .destinationServerError, "the storage failed")
        default: fatal(.destinationWrongProtocol, "the storage refused the request")
        }
    }
}
