import FerryCore
import FerryUploadProtocols
import Testing

/// What is read from replies that say yes.
@Suite struct TusReplyTests {
    private let dialect: TusDialect
    private static let creation = UploadCreation.sample()

    init() throws { dialect = TusDialect(endpoint: try #require(HTTPLocation("http://h:1/api/files?x=1"))) }

    static let locations: [(field: String, expected: String?)] = [
        ("/files/7", "http://h:1/files/7"), ("7", "http://h:1/api/7"), ("files/7?k=2", "http://h:1/api/files/7?k=2"),
        ("http://other/7", "http://other/7"), ("https://h/7", "https://h/7"), ("//other/7", "http://other/7"),
        ("ftp://h/7", nil), ("http://u:p@h/7", nil), ("a b", nil), ("", nil), ("http://", nil), ("urn:7", nil),
    ]

    @Test("the new upload's URL is read relative to the endpoint, or the reply is no tus", arguments: locations)
    func location(field: String, expected: String?) {
        let result = dialect.created(from: .reply(201, "Location: \(field)"), creation: Self.creation)
        #expect(result.value == expected.map { CreatedUpload(location: $0, offset: 0) })
        #expect(result.failure?.error.code == (expected == nil ? .destinationWrongProtocol : nil))
        #expect(result.failure?.error.disposition == (expected == nil ? .giveUp : nil))
    }

    @Test("creation without a location is no tus")
    func noLocation() {
        let result = dialect.created(from: .reply(201), creation: Self.creation)
        #expect(result.failure?.error.code == .destinationWrongProtocol)
    }

    @Test(
        "bytes that are there after creation are read",
        arguments: [("0", 0), ("8", 8), ("9223372036854775807", .max), ("-1", -1), ("x", 0), ("", 0), ("1e3", 0)]
            as [(String, Int64)])
    func createdOffset(field: String, offset: Int64) throws {
        let reply = HTTPTransferResponse.reply(201, "Location: 7", "Upload-Offset: \(field)")
        #expect(try dialect.created(from: reply, creation: Self.creation).get().offset == offset)
    }

    static let digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
    static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    static let located: [(fields: [String], expected: LocatedUpload?)] = [
        (["Upload-Offset: 5"], LocatedUpload(offset: 5)),
        (["Upload-Offset: 5", "Upload-Length: 9"], LocatedUpload(offset: 5, length: 9)),
        (["Upload-Offset: 9", "Upload-Defer-Length: 1"], LocatedUpload(offset: 9)),
        (
            ["Upload-Offset: 0", "Repr-Digest: \(digest)"],
            LocatedUpload(offset: 0, checksums: [Checksum(.sha256, hex: emptyHash)].compactMap(\.self))
        ),
        (["Upload-Offset: 5", "Upload-Length: many", "Repr-Digest: ?"], LocatedUpload(offset: 5)),
        (["UPLOAD-OFFSET: 5"], LocatedUpload(offset: 5)), (["Upload-Offset: -1"], LocatedUpload(offset: -1)),
        ([], nil), (["Upload-Offset: x"], nil), (["Upload-Offset: 5", "Upload-Offset: 5"], nil),
        (["Upload-Offset: 9223372036854775808"], nil), (["Upload-Offset: 5.0"], nil), (["Upload-Length: 5"], nil),
    ]

    @Test("offset, length and hash are read where an upload stands", arguments: located.indices, [200, 204])
    func locating(index: Int, status: Int) throws {
        let row = Self.located[index]
        let result = dialect.located(from: .reply(status, fields: row.fields))
        #expect(result.value == row.expected)
        #expect(result.failure?.error.code == (row.expected == nil ? .destinationWrongProtocol : nil))
        #expect(result.failure?.error.disposition == (row.expected == nil ? .giveUp : nil))
    }

    @Test(
        "the new offset is read from the reply to a chunk; without one it must be asked",
        arguments: [("Upload-Offset: 8", 8), ("Upload-Offset: -8", -8), ("Upload-Offset: x", nil), ("Other: 8", nil)]
            as [(String, Int64?)])
    func sending(field: String, offset: Int64?) {
        let result = dialect.accepted(
            from: .reply(204, field), sending: .sample(Chunk(index: 0, offset: 0, length: 8)))
        #expect(result.value?.offset == offset)
        #expect(result.failure?.error.disposition == (offset == nil ? .retry : nil))
    }
}

/// tus 1.0.0, extension "Expiration".
@Suite struct TusExpiryTests {
    private let dialect: TusDialect

    init() throws { dialect = TusDialect(endpoint: try #require(HTTPLocation("http://h/files/"))) }

    private static let rows: [([String], Double?)] = [
        (["Upload-Expires: Wed, 25 Jun 2014 16:00:00 GMT", "Date: Wed, 25 Jun 2014 15:58:20 GMT"], 100),
        (["Upload-Expires: Wed, 25 Jun 2014 15:00:00 GMT", "Date: Wed, 25 Jun 2014 15:58:20 GMT"], 0),
        (["Upload-Expires: Wed, 25 Jun 2014 16:00:00 GMT"], nil), (["Date: Wed, 25 Jun 2014 15:58:20 GMT"], nil),
        (["Upload-Expires: tomorrow", "Date: Wed, 25 Jun 2014 15:58:20 GMT"], nil),
    ]

    @Test("how long an upload will live is told by the server's own clock, in every reply", arguments: rows)
    func expiry(fields: [String], seconds: Double?) throws {
        let fields = fields + ["Upload-Offset: 3", "Upload-Length: 9", "Location: /files/1"]
        let chunk = Chunk(index: 0, offset: 0, length: 3)
        let created = dialect.created(from: .reply(201, fields: fields), creation: .sample(9))
        let located = dialect.located(from: .reply(200, fields: fields))
        let accepted = dialect.accepted(
            from: .reply(204, fields: fields),
            sending: ChunkSending(chunk: chunk, objectLength: 9, creation: .sample(9)))
        #expect(try created.get().expiresIn == seconds)
        #expect(try located.get().expiresIn == seconds)
        #expect(try accepted.get().expiresIn == seconds)
    }
}
