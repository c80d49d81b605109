import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

/// The requests, field by field, as draft-ietf-httpbis-resumable-upload-11 states them.
@Suite struct RufhRequestTests {
    private static let location = "http://h:1/rufh/7"
    private let dialect: RufhDialect

    init() throws { dialect = RufhDialect(endpoint: try #require(HTTPLocation("http://h:1/rufh/"))) }

    @Test("asking what the server can do names the version")
    func discover() throws {
        let request = try #require(dialect.discover())
        #expect(request.method == .options && request.path == "/rufh/" && dialect.name == "rufh")
        #expect(request.fieldLines == ["upload-draft-interop-version: 8"])
        #expect(dialect.traits.closesExplicitly && dialect.location(ofObject: "a") == nil)
    }

    @Test("creating never completes the upload, with a chunk or without", arguments: [true, false])
    func create(carriesChunk: Bool) throws {
        var creation = UploadCreation.sample(
            12, chunk: carriesChunk ? Chunk(index: 0, offset: 0, length: 8) : nil, name: "dir/r\u{e9} \"1\".mp4")
        creation.sha256 = String(repeating: "00", count: 32)
        let request = try #require(dialect.create(creation, capabilities: UploadCapabilities()))
        #expect(request.method == .post && request.path == "/rufh/")
        #expect(
            request.fieldLines == [
                "content-disposition: inline; filename=\"r_ _1_.mp4\"; filename*=UTF-8''r%C3%A9%20%221%22.mp4",
                "content-type: video/mp4",
                "repr-digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
                "upload-complete: ?0", "upload-draft-interop-version: 8", "upload-length: 12",
                "upload-metadata: ferryJob dGFn", "want-repr-digest: sha-256=10",
            ])
    }

    @Test("an object that still grows is created without a length and without a digest")
    func createGrowing() throws {
        let request = try #require(dialect.create(.sample(nil), capabilities: UploadCapabilities()))
        #expect(request.headerFields[try #require(HTTPField.Name("Upload-Length"))] == nil)
        #expect(request.headerFields[try #require(HTTPField.Name("Repr-Digest"))] == nil)
    }

    struct AppendCase: Sendable {
        var chunk: Chunk
        var length: Int64?
        var declaring: Int64?
        var complete: String
        var upload: String?
    }

    @Test(
        "an append completes the upload exactly where it reaches the end",
        arguments: [
            AppendCase(chunk: Chunk(index: 0, offset: 0, length: 8), length: 12, complete: "?0"),
            AppendCase(chunk: Chunk(index: 1, offset: 8, length: 4), length: 12, complete: "?1"),
            AppendCase(chunk: Chunk(index: 1, offset: 12, length: 0), length: 12, complete: "?1"),
            AppendCase(chunk: Chunk(index: 1, offset: 8, length: 4), length: nil, complete: "?0"),
            AppendCase(
                chunk: Chunk(index: 1, offset: 8, length: 4), length: 12, declaring: 12, complete: "?1", upload: "12"),
        ])
    func append(example: AppendCase) throws {
        let sending = ChunkSending.sample(example.chunk, declaring: example.declaring, of: example.length)
        let request = try dialect.send(sending, to: Self.location)
        var lines = [
            "content-type: application/partial-upload", "upload-complete: \(example.complete)",
            "upload-draft-interop-version: 8",
        ]
        if let upload = example.upload { lines.append("upload-length: \(upload)") }
        lines.append("upload-offset: \(example.chunk.offset)")
        #expect(request.method == .patch && request.path == "/rufh/7" && request.fieldLines == lines)
    }

    @Test("state, look, reading and cancelling address the upload")
    func others() throws {
        let located = try #require(try dialect.locate(Self.location))
        #expect(located.method == .head && located.fieldLines == ["upload-draft-interop-version: 8"])
        #expect(try dialect.inspect(Self.location) == located)
        #expect(try dialect.read(Self.location)?.method == .get)
        #expect(dialect.abandon(Self.location, capabilities: UploadCapabilities())?.method == .delete)
        #expect(dialect.remove(Self.location, capabilities: UploadCapabilities())?.path == "/rufh/7")
        #expect(throws: UploadFailure.self) { try dialect.locate("no URL") }
        #expect(throws: UploadFailure.self) { try dialect.send(.sample(Chunk(index: 0, offset: 0, length: 1)), to: "") }
    }
}
