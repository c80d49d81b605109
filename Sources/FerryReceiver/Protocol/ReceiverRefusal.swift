import HTTPTypes

/// Why a request is not served: the status, one sentence for a human, and the fields a client needs to go on.
struct ReceiverRefusal: Error, Equatable {
    var status: HTTPResponse.Status
    /// One sentence, without secrets and without paths of this machine.
    var reason: String
    var fields: HTTPFields
    /// What a program can read of it (RFC 9457), where there is such a thing; else the reason stands as plain text.
    var problem: ProblemDetails?

    init(
        _ status: HTTPResponse.Status, _ reason: String, fields: HTTPFields = [:], problem: ProblemDetails? = nil
    ) {
        self.status = status
        self.reason = reason
        self.fields = fields
        self.problem = problem
    }
}

extension ReceiverRefusal {
    /// No upload has this address.
    static let unknownUpload = ReceiverRefusal(.notFound, "no such upload")
    /// The upload was given up because nothing arrived for too long.
    static let expired = ReceiverRefusal(.gone, "the upload has expired; create a new one")
    /// The upload was discarded because another one for the same job was finished first.
    static let discarded = ReceiverRefusal(
        .gone, "another upload of the same job was finished; create the upload again to find it")
    /// A newer request took this upload over.
    static let takenOver = ReceiverRefusal(
        .init(code: 423, reasonPhrase: "Locked"), "a newer request has taken over this upload; ask for its offset")
    /// The earlier writer did not let go in time, or too many wait for it.
    static let busy = ReceiverRefusal(
        .init(code: 423, reasonPhrase: "Locked"), "another request is writing to this upload; try again soon",
        fields: [.retryAfter: "1"])
    /// The connection ended before the body did.
    static let cutBody = ReceiverRefusal(.badRequest, "the body ended early; what arrived is kept")
    /// The body came too slowly to go on waiting for it.
    static let tooSlow = ReceiverRefusal(.requestTimeout, "the body came too slowly; what arrived is kept")
    /// The server is about to stop.
    static let stopping = ReceiverRefusal(.serviceUnavailable, "the server is stopping", fields: [.retryAfter: "5"])
    /// The volume that holds the uploads has no space left.
    static let diskFull = ReceiverRefusal(
        .init(code: 507, reasonPhrase: "Insufficient Storage"), "the receiver's disk is full; what fitted is kept")

    /// The client's offset is not the upload's.
    static func wrongOffset(given: Int64, actual: Int64) -> ReceiverRefusal {
        ReceiverRefusal(
            .conflict, "Upload-Offset is \(given) but the upload stands at \(actual)",
            fields: [.uploadOffset: String(actual)])
    }

    /// The object would be larger than this server takes.
    static func tooLarge(limit: Int64) -> ReceiverRefusal {
        ReceiverRefusal(.contentTooLarge, "larger than this server's limit of \(limit) bytes")
    }

    /// The body goes past the length that was declared.
    static func pastTheEnd(length: Int64) -> ReceiverRefusal {
        ReceiverRefusal(
            .contentTooLarge, "the body goes past the declared Upload-Length of \(length); none of it is kept")
    }

    /// The server keeps as many uploads as it may.
    static func tooMany(limit: Int) -> ReceiverRefusal {
        ReceiverRefusal(
            .init(code: 507, reasonPhrase: "Insufficient Storage"),
            "this server keeps at most \(limit) uploads; remove some or raise the limit")
    }

    /// The body is not what its checksum says (tus 1.0, checksum).
    static let checksumMismatch = ReceiverRefusal(
        .init(code: 460, reasonPhrase: "Checksum Mismatch"),
        "the body is not what Upload-Checksum says; none of it is kept")

    /// A field of the request cannot be read.
    static func malformed(_ reason: String) -> ReceiverRefusal { ReceiverRefusal(.badRequest, reason) }
}
