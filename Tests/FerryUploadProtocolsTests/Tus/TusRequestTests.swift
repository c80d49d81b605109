import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

/// The requests, field by field, as "Resumable Upload Protocol 1.0.x" states them.
@Suite struct TusRequestTests {
    private static let location = "http://h:1/files/7?key=1"
    private static let chunk = Chunk(index: 1, offset: 8, length: 4)
    private let dialect: TusDialect

    init() throws { dialect = TusDialect(endpoint: try #require(HTTPLocation("http://h:1/files/"))) }

    private func creation(_ length: Int64?, _ chunk: Chunk? = nil, name: String = "a.mp4") -> UploadCreation {
        .sample(length, chunk: chunk, name: name)
    }

    @Test("asking what the server can do carries no version")
    func discover() throws {
        let request = try #require(dialect.discover())
        #expect(request.method == .options && request.path == "/files/" && request.authority == "h:1")
        #expect(request.fieldLines.isEmpty && dialect.name == "tus")
    }

    private static let metadata = "upload-metadata: filename YS5tcDQ=,filetype dmlkZW8vbXA0,ferryJob dGFn"

    @Test("creating states length, metadata and version, and nothing of a body")
    func create() throws {
        let request = try #require(dialect.create(creation(12), capabilities: UploadCapabilities()))
        #expect(request.method == .post && request.path == "/files/" && request.scheme == "http")
        #expect(request.fieldLines == ["tus-resumable: 1.0.0", "upload-length: 12", Self.metadata])
    }

    @Test("creating an object that still grows defers the length")
    func createDeferred() throws {
        let request = try #require(
            dialect.create(creation(nil), capabilities: UploadCapabilities(defersLength: true)))
        #expect(request.fieldLines == ["tus-resumable: 1.0.0", "upload-defer-length: 1", Self.metadata])
    }

    @Test("creating with bytes states their type")
    func createWithBody() throws {
        let request = try #require(
            dialect.create(
                creation(12, Chunk(index: 0, offset: 0, length: 8)),
                capabilities: UploadCapabilities(createsWithBody: true)))
        #expect(
            request.fieldLines == [
                "content-type: application/offset+octet-stream", "tus-resumable: 1.0.0", "upload-length: 12",
                Self.metadata,
            ])
    }

    @Test("asking for the offset is a HEAD on the upload")
    func locate() throws {
        let request = try #require(try dialect.locate(Self.location))
        #expect(request.method == .head && request.path == "/files/7?key=1" && request.authority == "h:1")
        #expect(request.fieldLines == ["tus-resumable: 1.0.0"])
    }

    @Test("a chunk is a PATCH at its offset, with the length where it must be told", arguments: [nil, 12] as [Int64?])
    func send(declaring: Int64?) throws {
        let request = try dialect.send(.sample(Self.chunk, declaring: declaring), to: Self.location)
        #expect(request.method == .patch && request.path == "/files/7?key=1")
        let length = declaring.map { ["upload-length: \($0)"] } ?? []
        #expect(
            request.fieldLines == [
                "content-type: application/offset+octet-stream", "tus-resumable: 1.0.0",
            ] + length + ["upload-offset: 8"])
    }

    @Test("giving up is a DELETE where the server can, and nothing elsewhere")
    func abandon() throws {
        let request = try #require(
            dialect.abandon(Self.location, capabilities: UploadCapabilities(terminates: true)))
        #expect(request.method == .delete && request.fieldLines == ["tus-resumable: 1.0.0"])
        #expect(dialect.abandon(Self.location, capabilities: UploadCapabilities()) == nil)
        #expect(dialect.abandon("nonsense", capabilities: UploadCapabilities(terminates: true)) == nil)
    }

    @Test(
        "a stored URL that cannot be used makes the upload void",
        arguments: ["", "nonsense", "ftp://h/", "http://u@h/"])
    func unusable(location: String) throws {
        let located = #expect(throws: UploadFailure.self) { try dialect.locate(location) }
        let sent = #expect(throws: UploadFailure.self) { try dialect.send(.sample(Self.chunk), to: location) }
        #expect(located?.error.disposition == .freshStart && sent?.error.code == .uploadExpired)
    }
}
