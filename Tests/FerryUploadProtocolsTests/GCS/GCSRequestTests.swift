import FerryCore
import FerryUploadProtocols
import Foundation
import HTTPTypes
import Testing

@Suite struct GCSRequestTests {
    private let session = "http://h/upload/storage/v1/b/media/o?uploadType=resumable&upload_id=S"

    private func dialect(_ endpoint: String = "http://h/", prefix: String = "") throws -> GCSDialect {
        GCSDialect(endpoint: try #require(HTTPLocation(endpoint)), bucket: "media", prefix: prefix)
    }

    @Test("a session is created with a name, a condition and what is known of the object")
    func create() throws {
        let dialect = try dialect(prefix: "a b/c")
        let head = try #require(
            dialect.create(.sample(9, name: "d/é?.mp4"), capabilities: dialect.capabilities(from: nil)))
        #expect(head.method == .post && head.authority == "h")
        #expect(
            head.path == "/upload/storage/v1/b/media/o?uploadType=resumable&name=a%20b%2Fc%2Fd%2F%C3%A9%3F.mp4"
                + "&ifGenerationMatch=0")
        #expect(
            head.fieldLines == [
                "content-type: application/json; charset=UTF-8", "x-upload-content-length: 9",
                "x-upload-content-type: video/mp4",
            ])
    }

    @Test("a length that is not known is not told")
    func growing() throws {
        let dialect = try dialect()
        let head = try #require(dialect.create(.sample(nil), capabilities: dialect.capabilities(from: nil)))
        #expect(!head.fieldLines.contains { $0.hasPrefix("x-upload-content-length") })
    }

    @Test("replacing names the generation that was looked at", arguments: [("7", "&ifGenerationMatch=7"), (nil, "")])
    func replacing(version: String?, condition: String) throws {
        var creation = UploadCreation.sample()
        creation.replaces = true
        creation.replacedVersion = version
        let dialect = try dialect()
        let path = try #require(dialect.create(creation, capabilities: dialect.capabilities(from: nil))?.path)
        #expect(path == "/upload/storage/v1/b/media/o?uploadType=resumable&name=a.mp4\(condition)")
    }

    @Test("the metadata is a JSON document with our marker, which nobody overrides")
    func metadata() throws {
        var creation = UploadCreation.sample()
        creation.attributes = ObjectAttributes(
            cacheControl: "no-store", metadata: ["mood": "\"calm\"", ObjectMarker.jobKey: "forged"])
        let body = try #require(try dialect().creationBody(creation))
        let text = String(decoding: body, as: UTF8.self)
        #expect(
            text == #"{"cacheControl":"no-store","contentType":"video/mp4","metadata":"#
                + #"{"ferry-job":"tag","ferry-source":"5eed","mood":"\"calm\""}}"#)
    }

    struct Sending: Sendable {
        var chunk: Chunk
        var length: Int64?
        var range: String
        var hasHash: Bool
    }

    private static let sendings = [
        Sending(chunk: Chunk(index: 0, offset: 0, length: 8), length: 12, range: "bytes 0-7/12", hasHash: false),
        Sending(chunk: Chunk(index: 1, offset: 8, length: 4), length: 12, range: "bytes 8-11/12", hasHash: true),
        Sending(chunk: Chunk(index: 1, offset: 8, length: 4), length: nil, range: "bytes 8-11/*", hasHash: false),
        Sending(chunk: Chunk(index: 2, offset: 12, length: 0), length: 12, range: "bytes */12", hasHash: true),
    ]

    @Test(
        "a chunk says its place and, where it is known, the total; the last one carries the CRC32C", arguments: sendings
    )
    func send(_ it: Sending) throws {
        var sending = ChunkSending.sample(it.chunk, of: it.length)
        sending.objectChecksum = Checksum(.crc32c, bytes: [0, 1, 2, 255])
        let head = try dialect().send(sending, to: session)
        #expect(head.method == .put && head.path == "/upload/storage/v1/b/media/o?uploadType=resumable&upload_id=S")
        #expect(head.headerFields[.contentRange] == it.range)
        #expect(head.fieldLines.contains("x-goog-hash: crc32c=AAEC/w==") == it.hasHash)
        #expect(head.fieldLines.count == (it.hasHash ? 2 : 1), "no credentials")
    }

    @Test("where a session stands is asked with an empty PUT")
    func locate() throws {
        let head = try #require(try dialect().locate(session))
        #expect(head.method == .put && head.fieldLines == ["content-range: bytes */*"])
    }

    @Test("an object is looked at, read and removed by its name, all of it encoded")
    func objects() throws {
        let dialect = try dialect("http://h:9/base/", prefix: "p")
        let location = try #require(dialect.location(ofObject: "d/50% #1?.mp4"))
        #expect(location == "gs://media/p/d/50% #1?.mp4")
        let path = "/base/storage/v1/b/media/o/p%2Fd%2F50%25%20%231%3F.mp4"
        #expect(try dialect.inspect(location)?.path == path)
        #expect(try dialect.read(location)?.path == path + "?alt=media")
        let remove = dialect.remove(location, capabilities: dialect.capabilities(from: nil))
        #expect(remove?.method == .delete && remove?.path == path)
    }

    @Test("what is no location is refused", arguments: ["", "gs://", "gs://media", "gs://media/", "s3://media/a", "x"])
    func noLocation(text: String) throws {
        let dialect = try dialect()
        #expect(throws: UploadFailure.self) { try dialect.inspect(text) }
        #expect(dialect.remove(text, capabilities: dialect.capabilities(from: nil)) == nil)
    }

    @Test("a session that cannot be used is void")
    func noSession() throws {
        let dialect = try dialect()
        #expect(throws: UploadFailure.self) { try dialect.locate("gs://media/a.mp4") }
        #expect(dialect.abandon("gs://media/a.mp4", capabilities: dialect.capabilities(from: nil)) == nil)
        #expect(dialect.abandon(session, capabilities: dialect.capabilities(from: nil))?.method == .delete)
    }
}
