import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct GCSReplyTests {
    private let dialect: GCSDialect

    init() throws { dialect = GCSDialect(endpoint: try #require(HTTPLocation("https://h/")), bucket: "b", prefix: "") }

    private static let chunk = ChunkSending.sample(Chunk(index: 0, offset: 0, length: 12), of: 12)

    private func reply(_ status: Int, _ fields: String..., body: String = "") -> HTTPTransferResponse {
        var reply = HTTPTransferResponse.reply(status, fields: fields)
        reply.body = Array(body.utf8)
        return reply
    }

    @Test(
        "a 308 counts what its Range says, never what was sent",
        arguments: [
            ("", 0), ("bytes=0-0", 0), ("bytes=0-1", 2), ("bytes=0-262143", 262_144),
            ("bytes=0-999999999999999999", 1_000_000_000_000_000_000),
        ] as [(String, Int64)])
    func range(field: String, kept: Int64) throws {
        let incomplete = field.isEmpty ? reply(308) : reply(308, "Range: \(field)")
        let located = try #require(dialect.located(from: incomplete).value)
        #expect(located.offset == kept && located.isComplete == false)
        let accepted = try #require(dialect.accepted(from: incomplete, sending: Self.chunk).value)
        #expect(accepted.offset == kept && accepted.isComplete == false)
    }

    @Test(
        "a Range that cannot be read is asked for again",
        arguments: [
            "0-5", "bytes=1-5", "bytes=0-", "bytes=0--1", "bytes=0-5,7-9", "bytes 0-5", "bytes=0-5/9",
            "bytes=0-9999999999999999999", "bytes=0-\u{0663}", "x",
        ])
    func badRange(field: String) throws {
        let failure = try #require(dialect.located(from: reply(308, "Range: \(field)")).failure)
        #expect(failure.cause == .offset && failure.error.disposition == .retry)
        #expect(dialect.accepted(from: reply(308, "Range: \(field)"), sending: Self.chunk).failure != nil)
    }

    @Test("a 308 that was put into a header field is one")
    func override() throws {
        let reply = reply(200, "X-HTTP-Status-Code-Override: 308", "Range: bytes=0-262143")
        #expect(dialect.accepted(from: reply, sending: Self.chunk).value?.offset == 262_144)
        #expect(dialect.located(from: reply).value?.isComplete == false)
    }

    @Test("a 308 with a Location is a redirect and not followed")
    func redirect() throws {
        let failure = try #require(dialect.located(from: reply(308, "Location: https://evil/")).failure)
        #expect(failure.error.code == .destinationWrongProtocol && failure.error.disposition == .giveUp)
    }

    private static let object = """
        {"kind":"storage#object","size":"12","crc32c":"AAECAw==","md5Hash":"AAAAAAAAAAAAAAAAAAAAAA==","generation":"1700000000000001",
        "metadata":{"ferry-source":"5eed","ferry-job":"tag","other":"x"}}
        """

    @Test("a finished upload is the object it names", arguments: [200, 201])
    func finished(status: Int) throws {
        let done = reply(status, body: Self.object)
        let accepted = try #require(dialect.accepted(from: done, sending: Self.chunk).value)
        #expect(accepted.offset == 12 && accepted.isComplete == true)
        let located = try #require(dialect.located(from: done).value)
        #expect(located.offset == 12 && located.length == 12 && located.isComplete == true)
        let facts = try #require(dialect.inspected(from: done).value)
        #expect(
            facts.marker == ObjectMarker(sourceSHA256: "5eed", jobTag: "tag") && facts.version == "1700000000000001")
        #expect(facts.checksums.map(\.hex) == ["00010203", "00000000000000000000000000000000"])
    }

    @Test("an object of another length is void", arguments: ["11", "13"])
    func otherLength(size: String) throws {
        let failure = try #require(
            dialect.accepted(from: reply(200, body: #"{"size":"\#(size)"}"#), sending: Self.chunk).failure)
        #expect(failure.error.code == .verifyLength && failure.error.disposition == .freshStart)
    }

    @Test(
        "members that are missing or of another kind count as missing",
        arguments: [
            (#"{"size":12}"#, true), (#"{"size":"12","crc32c":7,"md5Hash":null,"metadata":{"a":1}}"#, true),
            (#"{"size":"12","crc32c":"AAEC"}"#, true), (#"{"size":"-1"}"#, false), (#"{"size":"1e3"}"#, false),
            ("{}", false), ("[]", false), ("", false), ("<html>", false), (#"{"size":"12""#, false),
        ])
    func documents(text: String, isRead: Bool) throws {
        let result = dialect.inspected(from: reply(200, body: text))
        #expect((result.value?.bytes == 12) == isRead)
        #expect(result.value?.checksums.isEmpty ?? true)
        if !isRead { #expect(result.failure?.error.disposition == .retry) }
    }

    @Test("a session is where Location says, and lives a week")
    func created() throws {
        let created = try #require(
            dialect.created(from: reply(200, "Location: https://other/u?upload_id=1"), creation: .sample()).value)
        #expect(created.location == "https://other/u?upload_id=1" && created.offset == 0)
        #expect(created.expiresIn == 604_800)
    }

    @Test("a creation without a session that can be used is refused", arguments: ["", "http://h/u", "ftp://h/u"])
    func notCreated(location: String) throws {
        let answer = location.isEmpty ? reply(200) : reply(200, "Location: \(location)")
        let failure = try #require(dialect.created(from: answer, creation: .sample()).failure)
        #expect(failure.error.code == .destinationWrongProtocol && failure.error.disposition == .giveUp)
    }
}
