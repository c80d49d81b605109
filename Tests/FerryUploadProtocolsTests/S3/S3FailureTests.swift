import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

/// What S3's error codes and bare statuses mean in each of the places they may come in.
@Suite struct S3FailureTests {
    enum Place: CaseIterable {
        case inspecting, storing, beginning, sending, listing, completing
    }

    struct Row: Sendable {
        var status: Int
        var code: String?
        var cause: RetryCause
        var error: FerryError.Code
        var next: FerryError.Disposition
        var kind: PartsFailure.Kind
        init(
            _ status: Int, _ code: String?, _ cause: RetryCause, _ error: FerryError.Code,
            _ next: FerryError.Disposition, _ kind: PartsFailure.Kind = .plain
        ) {
            (self.status, self.code, self.cause) = (status, code, cause)
            (self.error, self.next, self.kind) = (error, next, kind)
        }

        var reply: HTTPTransferResponse { code.map { S3Samples.error(status, $0) } ?? .reply(status) }
    }

    private let dialect: S3Dialect

    init() throws { dialect = try S3Samples.dialect() }

    private func judged(_ place: Place, _ response: HTTPTransferResponse) -> PartsFailure? {
        switch place {
        case .inspecting: dialect.inspected(from: response).failure.map { PartsFailure(.plain, $0) }
        case .storing: dialect.stored(from: response, bytes: 9).failure
        case .beginning: dialect.begun(from: response, features: dialect.features).failure
        case .sending: dialect.accepted(from: response, part: S3Samples.part).failure
        case .listing: dialect.listed(from: response).failure
        case .completing: dialect.completed(from: response)
        }
    }

    private func check(_ row: Row, _ place: Place) throws {
        let found = try #require(judged(place, row.reply))
        let failure = found.failure
        #expect(failure.cause == row.cause && failure.error.code == row.error, "\(failure)")
        #expect(failure.error.disposition == row.next && failure.error.status == row.status, "\(failure)")
        #expect(failure.error.message.contains(row.code ?? "\(row.status)"))
        if place != .inspecting { #expect(found.kind == row.kind) }
    }

    /// Replies that mean the same wherever they come.
    static let everywhere: [Row] = [
        Row(400, "ExpiredToken", .auth, .destinationUnauthorized, .giveUp),
        Row(403, "RequestTimeTooSkewed", .auth, .destinationUnauthorized, .giveUp),
        Row(403, "AccessDenied", .auth, .destinationUnauthorized, .giveUp),
        Row(403, "SignatureDoesNotMatch", .auth, .destinationUnauthorized, .giveUp),
        Row(403, "InvalidAccessKeyId", .auth, .destinationUnauthorized, .giveUp),
        Row(403, nil, .auth, .destinationUnauthorized, .giveUp),
        Row(401, nil, .auth, .destinationUnauthorized, .giveUp),
        Row(404, "NoSuchBucket", .other, .destinationNotFound, .giveUp),
        Row(400, "BadDigest", .checksum, .verifyChecksum, .retry),
        Row(400, "XAmzContentSHA256Mismatch", .checksum, .verifyChecksum, .retry),
        Row(400, "InvalidDigest", .checksum, .verifyChecksum, .retry, .checksumRefused),
        Row(400, "RequestTimeout", .status408, .destinationServerError, .retry),
        Row(400, "IncompleteBody", .reset, .destinationServerError, .retry),
        Row(503, "SlowDown", .status429, .destinationServerError, .retry),
        Row(500, "InternalError", .status5xx, .destinationServerError, .retry),
        Row(503, "ServiceUnavailable", .status5xx, .destinationServerError, .retry),
        Row(409, "OperationAborted", .other, .destinationConflict, .retry),
        Row(412, "PreconditionFailed", .other, .destinationConflict, .retry, .nameTaken),
        Row(412, nil, .other, .destinationConflict, .retry, .nameTaken),
        Row(400, "EntityTooSmall", .other, .destinationTooLarge, .giveUp),
        Row(400, "EntityTooLarge", .other, .destinationTooLarge, .giveUp),
        Row(413, nil, .other, .destinationTooLarge, .giveUp),
        Row(301, "PermanentRedirect", .other, .destinationWrongProtocol, .giveUp),
        Row(307, nil, .other, .destinationWrongProtocol, .giveUp),
        Row(400, "AuthorizationHeaderMalformed", .other, .destinationWrongProtocol, .giveUp),
        Row(501, "NotImplemented", .other, .destinationWrongProtocol, .giveUp, .guardRefused),
        Row(501, nil, .other, .destinationWrongProtocol, .giveUp, .guardRefused),
        Row(400, "InvalidRequest", .other, .destinationWrongProtocol, .giveUp),
        Row(400, "Whatever", .other, .destinationWrongProtocol, .giveUp),
        Row(408, nil, .status408, .destinationServerError, .retry),
        Row(429, nil, .status429, .destinationServerError, .retry),
        Row(500, nil, .status5xx, .destinationServerError, .retry),
        Row(502, nil, .status5xx, .destinationServerError, .retry),
        Row(204, nil, .other, .destinationWrongProtocol, .retry),
    ]

    @Test("a code or status means the same wherever it comes", arguments: everywhere, Place.allCases)
    func anywhere(row: Row, place: Place) throws { try check(row, place) }

    @Test("an upload that is gone begins anew", arguments: [Place.sending, .listing, .completing])
    func gone(place: Place) throws {
        for (status, code) in [(404, "NoSuchUpload"), (404, "NoSuchKey"), (404, nil), (410, nil)] as [(Int, String?)] {
            try check(Row(status, code, .expired, .uploadExpired, .freshStart), place)
        }
    }

    @Test("nothing at a name is no failure of the destination, but no destination is")
    func missing() throws {
        try check(Row(404, nil, .expired, .destinationNotFound, .freshStart), .inspecting)
        // HEAD has no body that could say ExpiredToken.
        try check(Row(400, nil, .auth, .destinationUnauthorized, .giveUp), .inspecting)
        for place in Place.allCases where place != .inspecting {
            try check(Row(400, nil, .other, .destinationWrongProtocol, .giveUp), place)
        }
        for place in [Place.storing, .beginning] {
            try check(Row(404, nil, .other, .destinationNotFound, .giveUp), place)
        }
    }

    @Test("parts that differ, and conditions lost on the way, mean something only at the end")
    func completing() throws {
        try check(Row(400, "InvalidPart", .offset, .destinationConflict, .retry, .partsDiffer), .completing)
        try check(Row(400, "InvalidPartOrder", .offset, .destinationConflict, .retry, .partsDiffer), .completing)
        try check(Row(409, "ConditionalRequestConflict", .expired, .uploadExpired, .freshStart), .completing)
        try check(Row(409, "ConditionalRequestConflict", .other, .destinationConflict, .retry), .storing)
        try check(Row(400, "MalformedXML", .other, .destinationWrongProtocol, .giveUp, .checksumRefused), .completing)
    }

    @Test("a storage says in words what it does not know")
    func words() throws {
        let rows: [(String, String, PartsFailure.Kind)] = [
            ("InvalidRequest", "The algorithm type of x-amz-checksum- you specified is invalid.", .checksumRefused),
            ("InvalidArgument", "Checksum Type is unknown", .checksumRefused),
            ("NotImplemented", "A header (If-None-Match) implies functionality", .guardRefused),
            ("NotImplemented", "x-amz-checksum-crc64nvme", .checksumRefused), ("InvalidArgument", "no", .plain),
        ]
        for (code, message, kind) in rows {
            #expect(judged(.storing, S3Samples.error(400, code, message))?.kind == kind, "\(message)")
        }
    }

    @Test("a wish to wait is handed on where trying again helps")
    func retryAfter() throws {
        let failure = try #require(judged(.sending, .reply(503, "Retry-After: 7"))).failure
        #expect(failure.error.disposition == .retryAfter && failure.error.retryAfterSeconds == 7)
    }

    @Test("a bucket elsewhere is named with its region, and nothing else that a server says")
    func region() throws {
        let told = try #require(judged(.sending, .reply(301, "x-amz-bucket-region: eu-west-3")))
        #expect(told.failure.error.message.contains("eu-west-3") && told.failure.error.next.contains("eu-west-3"))
        let hostile = try #require(judged(.sending, .reply(301, "x-amz-bucket-region: ; rm -rf")))
        #expect(!hostile.failure.error.message.contains("rm"))
        let code = try #require(judged(.sending, S3Samples.error(400, "secret=abc; <b/>")))
        #expect(!code.failure.error.message.contains("secret"))
    }
}
