import HTTPTypes

extension ReceiverRefusal {
    /// The lengths that requests name contradict each other.
    static func inconsistentLength(_ reason: String) -> ReceiverRefusal {
        let problem = ProblemDetails(registered: "inconsistent-upload-length", reason, status: 400)
        return ReceiverRefusal(.badRequest, reason, problem: problem)
    }

    /// The client's offset is not the upload's.
    static func mismatchingOffset(given: Int64, actual: Int64) -> ReceiverRefusal {
        let reason = "Upload-Offset is \(given) but the upload stands at \(actual)"
        var problem = ProblemDetails(registered: "mismatching-upload-offset", reason, status: 409)
        problem.expectedOffset = actual
        problem.providedOffset = given
        return ReceiverRefusal(
            .conflict, reason, fields: [.uploadOffset: String(actual), .uploadComplete: "?0"], problem: problem)
    }

    /// The upload is complete and cannot be changed.
    static func completedUpload(bytes: Int64) -> ReceiverRefusal {
        let reason = "the upload is complete"
        return ReceiverRefusal(
            .badRequest, reason, fields: [.uploadOffset: String(bytes), .uploadComplete: "?1"],
            problem: ProblemDetails(registered: "completed-upload", reason, status: 400))
    }

    /// The body is not what `Content-Digest` says.
    static let contentMismatch: ReceiverRefusal = {
        let reason = "the body is not what Content-Digest says; none of it is kept"
        return ReceiverRefusal(
            .badRequest, reason, problem: ProblemDetails(registered: "digest-mismatched-values", reason, status: 400))
    }()

    /// The finished object is not what `Repr-Digest` said at creation.
    static let objectMismatch: ReceiverRefusal = {
        let reason = "the object is not what Repr-Digest said; nothing of it is kept"
        return ReceiverRefusal(
            .badRequest, reason, fields: [.uploadComplete: "?1"],
            problem: ProblemDetails(registered: "digest-mismatched-values", reason, status: 400))
    }()
}
