import FerryCore
import FerryUploadProtocols
import Testing

/// What every status means in each of the three places it may come in.
@Suite struct TusFailureTests {
    enum Place: CaseIterable {
        case creating
        case locating
        case sending
    }

    struct Row {
        var status: Int
        var cause: RetryCause
        var code: FerryError.Code
        var next: FerryError.Disposition
        init(_ status: Int, _ cause: RetryCause, _ code: FerryError.Code, _ next: FerryError.Disposition) {
            (self.status, self.cause, self.code, self.next) = (status, cause, code, next)
        }
    }

    private let dialect: TusDialect
    private static let creation = UploadCreation.sample()

    init() throws { dialect = TusDialect(endpoint: try #require(HTTPLocation("http://h/files/"))) }

    private func judged(_ place: Place, _ response: HTTPTransferResponse) -> UploadFailure? {
        switch place {
        case .creating: dialect.created(from: response, creation: Self.creation).failure
        case .locating: dialect.located(from: response).failure
        case .sending: dialect.accepted(from: response, sending: .sample(Chunk(index: 0, offset: 0, length: 8))).failure
        }
    }

    /// Replies that mean the same wherever they come.
    static let everywhere: [Row] = [
        Row(301, .other, .destinationWrongProtocol, .giveUp), Row(307, .other, .destinationWrongProtocol, .giveUp),
        Row(400, .other, .destinationWrongProtocol, .giveUp), Row(401, .auth, .destinationUnauthorized, .giveUp),
        Row(405, .other, .destinationWrongProtocol, .giveUp), Row(408, .status408, .destinationServerError, .retry),
        Row(409, .offset, .destinationConflict, .retry), Row(412, .other, .destinationWrongProtocol, .giveUp),
        Row(413, .other, .destinationTooLarge, .giveUp), Row(415, .other, .destinationWrongProtocol, .giveUp),
        Row(418, .other, .destinationWrongProtocol, .giveUp), Row(423, .status423, .destinationConflict, .retry),
        Row(425, .other, .destinationServerError, .retry), Row(429, .status429, .destinationServerError, .retry),
        Row(460, .checksum, .verifyChecksum, .retry), Row(500, .status5xx, .destinationServerError, .retry),
        Row(501, .other, .destinationWrongProtocol, .giveUp), Row(502, .status5xx, .destinationServerError, .retry),
        Row(503, .status5xx, .destinationServerError, .retry), Row(504, .status5xx, .destinationServerError, .retry),
        Row(505, .other, .destinationWrongProtocol, .giveUp), Row(507, .status5xx, .destinationServerError, .retry),
        Row(599, .status5xx, .destinationServerError, .retry), Row(999, .other, .destinationWrongProtocol, .giveUp),
    ]

    @Test("a status is judged the same wherever it comes", arguments: everywhere, Place.allCases)
    func anywhere(row: Row, place: Place) throws {
        try check(row, judged(place, .reply(row.status, "Upload-Offset: 5", "Location: /files/1")))
    }

    /// Replies that mean: there is no such destination, or these credentials may not create.
    static let whileCreating: [Row] = [
        Row(403, .auth, .destinationUnauthorized, .giveUp), Row(404, .other, .destinationNotFound, .giveUp),
        Row(410, .other, .destinationNotFound, .giveUp), Row(200, .other, .destinationWrongProtocol, .giveUp),
        Row(204, .other, .destinationWrongProtocol, .giveUp),
    ]

    @Test("some statuses mean something else while creating", arguments: whileCreating)
    func creating(row: Row) throws {
        try check(row, judged(.creating, .reply(row.status, "Location: /files/1")))
    }

    @Test("an upload that is gone begins anew", arguments: [404, 410], [Place.locating, .sending])
    func gone(status: Int, place: Place) throws {
        try check(Row(status, .expired, .uploadExpired, .freshStart), judged(place, .reply(status)))
    }

    private func check(_ row: Row, _ found: UploadFailure?) throws {
        let failure = try #require(found)
        #expect(failure.cause == row.cause && failure.error.code == row.code)
        #expect(failure.error.disposition == row.next && failure.error.status == row.status)
        #expect(failure.error.message.contains("\(row.status)") && failure.error.retryAfterSeconds == nil)
    }

    @Test("a wish to wait is handed on where trying again helps", arguments: [408, 423, 429, 500, 503], Place.allCases)
    func retryAfter(status: Int, place: Place) throws {
        let failure = try #require(judged(place, .reply(status, "Retry-After: 7")))
        #expect(failure.error.disposition == .retryAfter && failure.error.retryAfterSeconds == 7)
    }

    @Test("a wish to wait changes nothing where trying again does not help", arguments: [401, 413, 501])
    func retryAfterInVain(status: Int) throws {
        let failure = try #require(judged(.sending, .reply(status, "Retry-After: 7")))
        #expect(failure.error.disposition == .giveUp && failure.error.retryAfterSeconds == nil)
    }

    @Test("a date to wait for is read against the reply's own date")
    func retryAfterDate() throws {
        let reply = HTTPTransferResponse.reply(
            503, "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT")
        #expect(try #require(judged(.sending, reply)).error.retryAfterSeconds == 3)
    }
}
