import FerryCore
import FerryTesting
import FerryUploadProtocols
import Testing

/// What every status means in each of the four places it may come in.
@Suite struct GCSFailureTests {
    enum Place: CaseIterable { case creating, locating, sending, inspecting }

    struct Row: Sendable {
        var status: Int
        var cause: RetryCause
        var code: FerryError.Code
        var next: FerryError.Disposition
        var body = ""
        init(
            _ status: Int, _ cause: RetryCause, _ code: FerryError.Code, _ next: FerryError.Disposition,
            body: String = ""
        ) {
            (self.status, self.cause, self.code, self.next, self.body) = (status, cause, code, next, body)
        }
    }

    private let dialect: GCSDialect

    init() throws { dialect = GCSDialect(endpoint: try #require(HTTPLocation("https://h/")), bucket: "b", prefix: "") }

    private func judged(_ place: Place, _ response: HTTPTransferResponse) -> UploadFailure? {
        let chunk = Chunk(index: 0, offset: 0, length: 12)
        return switch place {
        case .creating: dialect.created(from: response, creation: .sample()).failure
        case .locating: dialect.located(from: response).failure
        case .sending: dialect.accepted(from: response, sending: .sample(chunk)).failure
        case .inspecting: dialect.inspected(from: response).failure
        }
    }

    private func check(_ row: Row, _ place: Place) throws {
        var reply = HTTPTransferResponse.reply(row.status, "Location: https://h/1")
        reply.body = Array(row.body.utf8)
        let failure = try #require(judged(place, reply))
        #expect(failure.cause == row.cause && failure.error.code == row.code)
        #expect(failure.error.disposition == row.next && failure.error.status == row.status)
        #expect(!failure.error.message.contains("SECRET"))
    }

    private static let limited = #"{"error":{"errors":[{"reason":"userRateLimitExceeded","message":"SECRET"}]}}"#

    static let everywhere = [
        Row(204, .other, .destinationWrongProtocol, .giveUp), Row(301, .other, .destinationWrongProtocol, .giveUp),
        Row(307, .other, .destinationWrongProtocol, .giveUp), Row(308, .other, .destinationWrongProtocol, .giveUp),
        Row(401, .auth, .destinationUnauthorized, .giveUp), Row(403, .auth, .destinationUnauthorized, .giveUp),
        Row(403, .status429, .destinationServerError, .retry, body: limited),
        Row(408, .status408, .destinationServerError, .retry), Row(413, .other, .destinationTooLarge, .giveUp),
        Row(418, .other, .destinationWrongProtocol, .giveUp), Row(423, .status423, .destinationConflict, .retry),
        Row(429, .status429, .destinationServerError, .retry), Row(500, .status5xx, .destinationServerError, .retry),
        Row(501, .other, .destinationWrongProtocol, .giveUp), Row(503, .status5xx, .destinationServerError, .retry),
    ]

    @Test("a status is judged the same wherever it comes", arguments: everywhere, Place.allCases)
    func anywhere(row: Row, place: Place) throws { try check(row, place) }

    static let creating = [
        Row(400, .other, .destinationWrongProtocol, .giveUp), Row(404, .other, .destinationNotFound, .giveUp),
        Row(410, .other, .destinationNotFound, .giveUp), Row(412, .other, .destinationConflict, .giveUp),
    ]

    @Test("some statuses mean something else while creating", arguments: creating)
    func whileCreating(row: Row) throws { try check(row, .creating) }

    private static let crc = #"{"error":{"message":"Provided CRC32C \"SECRET\" doesn't match"}}"#

    static let session = [
        Row(400, .offset, .destinationConflict, .retry), Row(416, .offset, .destinationConflict, .retry),
        Row(400, .checksum, .verifyChecksum, .freshStart, body: crc),
        Row(412, .checksum, .verifyChecksum, .freshStart, body: crc),
        Row(404, .expired, .uploadExpired, .freshStart), Row(410, .expired, .uploadExpired, .freshStart),
        Row(412, .other, .destinationConflict, .freshStart), Row(499, .expired, .uploadExpired, .freshStart),
    ]

    @Test("a session that is void or elsewhere is named", arguments: session, [Place.locating, .sending])
    func ofSession(row: Row, place: Place) throws { try check(row, place) }

    @Test("nothing at a name is no fault", arguments: [404, 410])
    func nothing(status: Int) throws {
        try check(Row(status, .expired, .destinationNotFound, .freshStart), .inspecting)
    }

    @Test("a wish to wait is handed on where trying again helps", arguments: [408, 429, 500, 503], Place.allCases)
    func retryAfter(status: Int, place: Place) throws {
        let failure = try #require(judged(place, .reply(status, "Retry-After: 7")))
        #expect(failure.error.disposition == .retryAfter && failure.error.retryAfterSeconds == 7)
    }

    @Test("garbage in any reply is judged, never trusted beyond what was sent", arguments: 0..<20 as Range<UInt64>)
    func garbage(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let texts = [
            "", "bytes=0-", "bytes=0-18446744073709551615", "bytes=5-1", "308", "{}",
            #"{"size":"99999999999999999999"}"#,
            #"{"size":"12","metadata":{"ferry-source":""}}"#, String(repeating: "[", count: 5000), "https://[::1",
        ]
        for _ in 0..<100 {
            let status =
                [200, 201, 308, Int.random(in: 200...599, using: &random)].randomElement(using: &random) ?? 308
            let fields = ["Range", "Location", "X-HTTP-Status-Code-Override", "Retry-After"].filter { _ in
                Bool.random(using: &random)
            }.map { "\($0): \(texts.randomElement(using: &random) ?? "")" }
            var reply = HTTPTransferResponse.reply(status, fields: fields)
            let bytes = (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }
            reply.body = Bool.random(using: &random) ? bytes : Array((texts.randomElement(using: &random) ?? "").utf8)
            for place in Place.allCases { _ = judged(place, reply) }
            if let located = dialect.located(from: reply).value { #expect(located.offset >= 0, "seed \(seed)") }
        }
    }
}
