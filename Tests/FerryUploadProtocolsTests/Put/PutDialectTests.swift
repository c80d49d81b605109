import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct PutDialectTests {
    private let dialect: PutDialect
    private let location = "https://h/dav/2026/a.mp4"
    private let chunk = Chunk(index: 0, offset: 0, length: 12)

    init() throws { dialect = PutDialect(endpoint: try #require(HTTPLocation("https://h/dav/"))) }

    private func creation(name: String = "2026/a.mp4", replaces: Bool = false) -> UploadCreation {
        var creation = UploadCreation.sample(12, name: name)
        creation.sha256 = String(repeating: "00", count: 32)
        creation.attributes = ObjectAttributes(cacheControl: "max-age=60", metadata: ["k": "v"], tags: ["t": "u"])
        creation.replaces = replaces
        return creation
    }

    private func sending(replaces: Bool = false) -> ChunkSending {
        ChunkSending(chunk: chunk, objectLength: 12, creation: creation(replaces: replaces))
    }

    @Test("all bytes go in one PUT that says what they are and replaces nothing")
    func put() throws {
        let put = try dialect.send(sending(), to: location)
        #expect(put.method == .put && put.path == "/dav/2026/a.mp4" && put.authority == "h")
        #expect(
            put.fieldLines == [
                "cache-control: max-age=60", "content-type: video/mp4", "if-none-match: *",
                "repr-digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
            ])
        #expect(try dialect.send(sending(replaces: true), to: location).headerFields[.ifNoneMatch] == nil)
        #expect(dialect.traits == UploadTraits(sendsWhole: true))
        #expect(dialect.create(creation(), capabilities: UploadCapabilities()) == nil)
    }

    @Test("any 2xx but 207 is the object", arguments: [200, 201, 202, 204])
    func accepted(status: Int) {
        #expect(
            dialect.accepted(from: .reply(status), sending: sending()).value
                == AcceptedChunk(offset: 12, isComplete: true))
        #expect(dialect.accepted(from: .reply(207), sending: sending()).value == nil)
    }

    @Test("HEAD tells length, SHA-256 and version")
    func inspection() throws {
        let head = try #require(try dialect.inspect(location))
        #expect(
            head.method == .head && head.fieldLines == ["accept-encoding: identity", "want-repr-digest: sha-256=10"])
        let digest = "Repr-Digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"
        let facts = try #require(
            dialect.inspected(from: .reply(200, "Content-Length: 12", digest, "ETag: \"e\"")).value)
        #expect(facts.bytes == 12 && facts.version == "\"e\"" && facts.marker == nil)
        #expect(facts.checksums.map(\.hex) == [String(repeating: "00", count: 32)])
        #expect(dialect.located(from: .reply(200, "Content-Length: 12")).value?.offset == 12)
    }

    @Test(
        "what HEAD may answer",
        arguments: [
            (404, "destination.notFound", .freshStart), (410, "destination.notFound", .freshStart),
            (405, "destination.wrongProtocol", .giveUp), (501, "destination.wrongProtocol", .giveUp),
            (200, "destination.wrongProtocol", .giveUp), (302, "destination.wrongProtocol", .giveUp),
            (401, "destination.unauthorized", .giveUp), (503, "destination.serverError", .retry),
        ] as [(Int, String, FerryError.Disposition)])
    func refusedInspection(status: Int, code: String, disposition: FerryError.Disposition) throws {
        let failure = try #require(dialect.inspected(from: .reply(status)).failure)
        #expect("\(failure.error.code)" == code && failure.error.disposition == disposition)
        let located = dialect.located(from: .reply(status))
        #expect(located.value?.offset == ([200, 302, 404, 405, 410, 501].contains(status) ? 0 : nil))
    }

    @Test(
        "what PUT may answer",
        arguments: [
            (401, .auth, "destination.unauthorized", .giveUp), (403, .auth, "destination.unauthorized", .giveUp),
            (404, .other, "destination.notFound", .retryAfter), (409, .other, "destination.notFound", .retryAfter),
            (405, .other, "destination.wrongProtocol", .retry), (501, .other, "destination.wrongProtocol", .retry),
            (408, .status408, "destination.serverError", .retry), (412, .other, "destination.conflict", .giveUp),
            (413, .other, "destination.tooLarge", .giveUp), (423, .status423, "destination.conflict", .retry),
            (429, .status429, "destination.serverError", .retry), (500, .status5xx, "destination.serverError", .retry),
            (503, .status5xx, "destination.serverError", .retry), (507, .other, "destination.tooLarge", .giveUp),
            (301, .other, "destination.wrongProtocol", .giveUp), (418, .other, "destination.wrongProtocol", .giveUp),
        ] as [(Int, RetryCause, String, FerryError.Disposition)])
    func refusals(status: Int, cause: RetryCause, code: String, disposition: FerryError.Disposition) throws {
        let failure = try #require(dialect.accepted(from: .reply(status), sending: sending()).failure)
        #expect(failure.cause == cause && failure.error.disposition == disposition)
        #expect("\(failure.error.code)" == code && failure.error.status == status)
        #expect(!failure.error.message.isEmpty && !failure.error.next.isEmpty)
    }

    @Test("a server that takes no PUT is named when no condition can be blamed", arguments: [405, 501])
    func noPut(status: Int) {
        let failure = dialect.accepted(from: .reply(status), sending: sending(replaces: true)).failure
        #expect(failure?.error.disposition == .giveUp && failure?.error.code == .destinationWrongProtocol)
    }

    @Test("a missing folder is made, from the outermost on")
    func remedies() throws {
        for status in [404, 409, 500] {
            let requests = dialect.remedies(for: .reply(status), location: location)
            #expect(
                requests.map(\.path) == ["/dav/", "/dav/2026/"] && requests.allSatisfy { $0.method.rawValue == "MKCOL" }
            )
        }
        #expect(dialect.remedies(for: .reply(503), location: location).isEmpty)
        let exact = PutDialect(endpoint: try #require(HTTPLocation("https://h/dav/a")))
        #expect(exact.remedies(for: .reply(409), location: "https://h/dav/a").isEmpty)
        let deep = "https://h/" + String(repeating: "d/", count: 1000) + "a"
        #expect(dialect.remedies(for: .reply(409), location: deep).isEmpty)
    }

    @Test("folders of the name are made beforehand where the server says that it is WebDAV")
    func preparations() {
        let dav = dialect.capabilities(from: .reply(200, "DAV: 1, 2"))
        #expect(dialect.discover()?.method == .options)
        #expect(dav.features == ["webdav"])
        #expect(dialect.preparations(for: creation(), capabilities: dav).map(\.path) == ["/dav/2026/"])
        #expect(dialect.preparations(for: creation(name: "a.mp4"), capabilities: dav).isEmpty)
        for plain in [dialect.capabilities(from: nil), dialect.capabilities(from: .reply(405, "DAV: 1"))] {
            #expect(dialect.preparations(for: creation(), capabilities: plain).isEmpty)
        }
    }
}
