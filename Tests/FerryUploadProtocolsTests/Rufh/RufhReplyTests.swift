import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct RufhReplyTests {
    private let dialect: RufhDialect

    init() throws { dialect = RufhDialect(endpoint: try #require(HTTPLocation("http://h/rufh/"))) }

    private static func problem(_ name: String, _ status: Int, _ fields: String...) -> HTTPTransferResponse {
        var reply = HTTPTransferResponse.reply(
            status, fields: fields + ["Content-Type: application/problem+json; charset=utf-8"])
        reply.body = Array("{\"type\":\"https://iana.org/assignments/http-problem-types#\(name)\"}".utf8)
        return reply
    }

    @Test(
        "limits are read as a whole or not at all",
        arguments: [
            ("max-size=10, max-append-size=4, min-append-size=2, max-age=9", 10, 2, 4),
            ("min-size=0", nil, 1, Int64.max), ("max-size=10, other=\"x\", more", 10, 1, .max),
            ("max-size=10, max-append-size=\"4\"", nil, 1, .max), ("max-size=1.5", nil, 1, .max),
            ("max-size=-1, max-append-size=4", nil, 1, .max), ("max-size", nil, 1, .max), (",", nil, 1, .max),
        ] as [(String, Int64?, Int64, Int64)])
    func limits(field: String, maxBytes: Int64?, minChunk: Int64, maxChunk: Int64) {
        let found = dialect.capabilities(from: .reply(204, "Upload-Limit: \(field)", "Accept-Patch: */*"))
        #expect(found.maxBytes == maxBytes)
        #expect(found.chunkLimits == ChunkLimits(minBytes: minChunk, maxBytes: maxChunk))
        #expect(found.terminates && found.defersLength && found.chunkChecksum == nil)
    }

    @Test(
        "only a server that shows that it knows resumable uploads gets bytes with the creation",
        arguments: [
            (["Accept-Patch: text/plain, application/partial-upload"], 204, true),
            (["Upload-Limit: min-size=0"], 200, true),
            (["Upload-Draft-Interop-Version: 8"], 200, true), (["Accept-Patch: application/*"], 204, false),
            ([], 204, false), (["Upload-Limit: min-size=0"], 404, false), (["Upload-Limit: max-size=x"], 204, false),
        ] as [([String], Int, Bool)])
    func support(fields: [String], status: Int, creates: Bool) {
        #expect(dialect.capabilities(from: .reply(status, fields: fields)).createsWithBody == creates)
        #expect(!dialect.capabilities(from: nil).createsWithBody)
    }

    @Test("a creation gives the address; without an offset all that was sent is kept")
    func created() throws {
        let chunk = UploadCreation.sample(12, chunk: Chunk(index: 0, offset: 0, length: 8))
        let plain = dialect.created(
            from: .reply(201, "Location: 7", "Upload-Limit: max-append-size=4, max-age=60"), creation: chunk)
        #expect(
            plain.value
                == CreatedUpload(
                    location: "http://h/rufh/7", offset: 8, isComplete: false,
                    chunkLimits: ChunkLimits(maxBytes: 4), expiresIn: 60))
        let part = dialect.created(
            from: .reply(201, "Location: http://i/9", "Upload-Offset: 3", "Upload-Complete: ?0"), creation: chunk)
        #expect(part.value == CreatedUpload(location: "http://i/9", offset: 3, isComplete: false))
        #expect(dialect.created(from: .reply(201), creation: chunk).failure?.error.code == .destinationWrongProtocol)
    }

    @Test("a creation that is complete names the object of an earlier run, and only one of our length")
    func adopted() {
        let done = dialect.created(from: .reply(201, "Location: 7", "Upload-Complete: ?1"), creation: .sample(12))
        #expect(done.value?.offset == 12 && done.value?.isComplete == true)
        let other = dialect.created(
            from: .reply(201, "Location: 7", "Upload-Complete: ?1", "Upload-Offset: 11"), creation: .sample(12))
        #expect(other.failure?.error.code == .destinationConflict && other.failure?.error.disposition == .giveUp)
    }

    @Test("where the upload stands is read whole; an offset is a must")
    func located() {
        let reply = dialect.located(
            from: .reply(
                204, "Upload-Offset: 5", "Upload-Length: 9", "Upload-Complete: ?0", "Upload-Limit: max-age=7",
                "Repr-Digest: sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"))
        #expect(reply.value?.offset == 5 && reply.value?.length == 9 && reply.value?.isComplete == false)
        #expect(reply.value?.expiresIn == 7 && reply.value?.checksums.first?.hex.hasPrefix("e3b0c442") == true)
        #expect(
            dialect.located(from: .reply(204, "Upload-Offset: -5")).failure?.error.code == .destinationWrongProtocol)
        #expect(dialect.located(from: .reply(404)).failure?.error.disposition == .freshStart)
        #expect(dialect.located(from: .reply(503, "Retry-After: 3")).failure?.error.retryAfterSeconds == 3)
    }

    struct AcceptCase: Sendable {
        var fields: [String]
        var chunk = Chunk(index: 1, offset: 8, length: 4)
        var status = 204
        var offset: Int64 = 12
        var isComplete: Bool? = false
    }

    @Test(
        "an append is complete only where the server says so, also in the older field; without an offset all is kept, and a last one without a word is unknown",
        arguments: [
            AcceptCase(fields: ["Upload-Complete: ?1"], isComplete: true),
            AcceptCase(fields: ["Upload-Complete: ?0"]), AcceptCase(fields: [], isComplete: nil),
            AcceptCase(fields: [], chunk: Chunk(index: 1, offset: 4, length: 4), offset: 8),
            AcceptCase(fields: ["Upload-Offset: 10", "Upload-Complete: ?0"], offset: 10),
            AcceptCase(fields: ["Upload-Incomplete: ?0", "Upload-Offset: 12"], status: 200, isComplete: true),
            AcceptCase(fields: ["Upload-Incomplete: ?1"]),
            AcceptCase(fields: ["Upload-Incomplete: ?0", "Upload-Complete: ?0"]),
            AcceptCase(fields: ["Upload-Complete: 1"], isComplete: nil),
            AcceptCase(fields: [], chunk: Chunk(index: 1, offset: 12, length: 0), isComplete: true),
            AcceptCase(
                fields: ["Upload-Complete: ?0"], chunk: Chunk(index: 1, offset: 12, length: 0), isComplete: false),
        ])
    func accepted(example: AcceptCase) {
        let reply = dialect.accepted(
            from: .reply(example.status, fields: example.fields), sending: .sample(example.chunk))
        #expect(reply.value == AcceptedChunk(offset: example.offset, isComplete: example.isComplete))
    }

    @Test("closing an upload that is closed already is a success, whatever else is none")
    func completedUpload() {
        let closing = ChunkSending.sample(Chunk(index: 1, offset: 12, length: 0))
        let reply = Self.problem("completed-upload", 400, "Upload-Complete: ?1", "Upload-Offset: 12")
        #expect(dialect.accepted(from: reply, sending: closing).value == AcceptedChunk(offset: 12, isComplete: true))
        let other = Self.problem("completed-upload", 400, "Upload-Complete: ?1", "Upload-Offset: 9")
        #expect(dialect.accepted(from: other, sending: closing).failure?.error.disposition == .retry)
        let bytes = ChunkSending.sample(Chunk(index: 1, offset: 8, length: 4))
        #expect(dialect.accepted(from: reply, sending: bytes).failure?.error.disposition == .retry, "ask first")
    }

    @Test(
        "problems are judged by their type before their status",
        arguments: [
            ("mismatching-upload-offset", 409, [], RetryCause.offset, FerryError.Disposition.retry),
            ("inconsistent-upload-length", 400, [], .offset, .freshStart),
            ("digest-mismatched-values", 400, [], .checksum, .retry),
            ("digest-mismatched-values", 400, ["Upload-Complete: ?1"], .checksum, .freshStart),
            ("something-else", 400, [], .other, .giveUp),
        ] as [(String, Int, [String], RetryCause, FerryError.Disposition)])
    func problems(
        name: String, status: Int, fields: [String], cause: RetryCause, disposition: FerryError.Disposition
    ) {
        var reply = Self.problem(name, status)
        for field in fields where field == "Upload-Complete: ?1" {
            reply.head.headerFields.append(contentsOf: HTTPTransferResponse.reply(200, field).head.headerFields)
        }
        let failure = dialect.accepted(from: reply, sending: .sample(Chunk(index: 0, offset: 0, length: 8))).failure
        #expect(failure?.cause == cause && failure?.error.disposition == disposition)
        #expect(failure?.error.status == status)
    }

    @Test(
        "statuses are judged; the answer of the target is never resumed",
        arguments: [
            (409, [], FerryError.Disposition.retry), (423, [], .retry), (500, [], .retry), (404, [], .freshStart),
            (410, [], .freshStart), (401, [], .giveUp), (413, [], .giveUp), (302, [], .giveUp), (501, [], .giveUp),
            (500, ["Upload-Complete: ?1"], .giveUp), (422, ["Upload-Complete: ?1"], .giveUp),
            (500, ["Upload-Complete: ?0"], .retry),
        ] as [(Int, [String], FerryError.Disposition)])
    func statuses(status: Int, fields: [String], disposition: FerryError.Disposition) {
        let sending = ChunkSending.sample(Chunk(index: 1, offset: 8, length: 4))
        let failure = dialect.accepted(from: .reply(status, fields: fields), sending: sending).failure
        #expect(failure?.error.disposition == disposition)
    }

    @Test(
        "only a 104 of the version that is spoken says anything",
        arguments: [(104, "8", true), (104, "6", false), (104, "7", false), (104, "", false), (103, "8", false)])
    func interim(status: Int, version: String, isRead: Bool) {
        let fields = HTTPTransferResponse.reply(
            104, "Upload-Draft-Interop-Version: \(version)", "Location: 7", "Upload-Offset: 5",
            "Upload-Limit: max-append-size=4"
        ).head.headerFields
        let expected = InterimReply(
            location: "http://h/rufh/7", offset: 5, chunkLimits: ChunkLimits(maxBytes: 4))
        #expect(dialect.interim(status: status, fields: fields) == (isRead ? expected : nil))
    }
}
