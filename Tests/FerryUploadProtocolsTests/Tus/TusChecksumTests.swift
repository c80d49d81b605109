import FerryCore
import FerryUploadProtocols
import HTTPTypes
import Testing

@Suite struct TusChecksumTests {
    private let dialect: TusDialect

    init() throws { dialect = TusDialect(endpoint: try #require(HTTPLocation("http://h/files/"))) }

    @Test(
        "chunks are hashed where the server has the extension and an algorithm that we know, the better one first",
        arguments: [
            ("checksum,creation", "sha1,sha256", .sha256), ("checksum", "sha1,sha256,crc32c", .crc32c),
            ("checksum", "sha1", .sha1),
            ("checksum", "SHA1, md5", .sha1),
            ("checksum", "md5,crc32", nil), ("checksum", nil, nil), ("creation", "sha1", nil),
            ("checksum-trailer", "sha256", nil), (nil, "sha256", nil),
        ] as [(String?, String?, ChecksumAlgorithm?)])
    func negotiated(extensions: String?, algorithms: String?, expected: ChecksumAlgorithm?) {
        let fields = [
            extensions.map { "Tus-Extension: \($0)" }, algorithms.map { "Tus-Checksum-Algorithm: \($0)" },
        ]
        #expect(dialect.capabilities(from: .reply(204, fields: fields.compactMap(\.self))).chunkChecksum == expected)
    }

    @Test("a chunk carries its hash by the name that tus has for it, or none")
    func field() throws {
        let name = try #require(HTTPField.Name("Upload-Checksum"))
        let table: [(ChecksumAlgorithm, String?)] = [
            (.sha256, "sha256 " + String(repeating: "A", count: 43) + "="),
            (.sha1, "sha1 " + String(repeating: "A", count: 27) + "="), (.md5, nil), (.crc32c, "crc32c AAAAAA=="),
        ]
        for (algorithm, expected) in table {
            var sending = ChunkSending.sample(Chunk(index: 0, offset: 0, length: 8))
            sending.checksum = Checksum(algorithm, bytes: [UInt8](repeating: 0, count: algorithm.byteCount))
            #expect(try dialect.send(sending, to: "http://h/files/7").headerFields[name] == expected)
        }
        let plain = ChunkSending.sample(Chunk(index: 0, offset: 0, length: 8))
        #expect(try dialect.send(plain, to: "http://h/files/7").headerFields[name] == nil)
    }

    @Test("a chunk that arrived with another checksum is sent again from the server's offset")
    func mismatch() {
        let failure = dialect.accepted(
            from: .reply(460), sending: .sample(Chunk(index: 0, offset: 0, length: 8))
        ).failure
        #expect(failure?.cause == .checksum && failure?.error.disposition == .retry)
    }
}
