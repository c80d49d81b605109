import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct PutTargetTests {
    private static func dialect(_ url: String) throws -> PutDialect {
        PutDialect(endpoint: try #require(HTTPLocation(url)))
    }

    @Test(
        "a path that ends in a slash is a folder; any other, and any with a query, is the object",
        arguments: [
            ("https://h/dav/", "a b/ö#?.mp4", "https://h/dav/a%20b/%C3%B6%23%3F.mp4"),
            ("https://h", "a.mp4", "https://h/a.mp4"),
            ("https://h:8443/dav", "a.mp4", "https://h:8443/dav"),
            ("https://h/b/k.bin?X-Amz-Signature=s3cret", "a.mp4", "https://h/b/k.bin?***"),
            ("https://h/b/?sig=s3cret", "a.mp4", "https://h/b/?***"),
        ])
    func locations(url: String, name: String, location: String) throws {
        #expect(try Self.dialect(url).location(ofObject: name) == location)
    }

    @Test("an exact URL has one name of its own")
    func exactName() throws {
        #expect(try Self.dialect("https://h/dav/").nameRules.fixedName == nil)
        #expect(try Self.dialect("https://h/dav/my%20film.mp4").nameRules.fixedName == "my film.mp4")
        #expect(try Self.dialect("https://h/k.bin?sig=s3cret").nameRules.fixedName == "k.bin")
        #expect(try Self.dialect("https://h/?sig=s3cret").nameRules.fixedName == "h")
    }

    @Test("what a signed URL is asked: to take the object, and nothing else")
    func signed() throws {
        let dialect = try Self.dialect("https://h/b/k.bin?X-Amz-Signature=s3cret")
        let location = try #require(dialect.location(ofObject: "x"))
        #expect(dialect.addressesByName && dialect.discover() == nil)
        #expect(try dialect.inspect(location) == nil && dialect.locate(location) == nil)
        #expect(try dialect.read(location) == nil)
        #expect(dialect.remove(location, capabilities: UploadCapabilities()) == nil)
        #expect(dialect.abandon(location, capabilities: UploadCapabilities()) == nil)
        let put = try dialect.send(.sample(Chunk(index: 0, offset: 0, length: 12)), to: location)
        #expect(put.method == .put && put.path == "/b/k.bin?X-Amz-Signature=s3cret")
    }

    @Test(
        "what the kind of signature asks for",
        arguments: [
            ("X-Amz-Signature=s", ["content-type: video/mp4", "if-none-match: *"]),
            ("AWSAccessKeyId=k&Signature=s&Expires=1", ["if-none-match: *"]),
            ("sv=2024&sr=b&sig=s", ["content-type: video/mp4", "if-none-match: *", "x-ms-blob-type: BlockBlob"]),
        ])
    func signatureKinds(query: String, fields: [String]) throws {
        let dialect = try Self.dialect("https://h/k?\(query)")
        let put = try dialect.send(.sample(Chunk(index: 0, offset: 0, length: 12)), to: "")
        #expect(put.fieldLines == fields)
    }
}
