import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryUploadProtocols

@Suite struct TusMetadataTests {
    /// Reads metadata as the protocol says: pairs by comma, key and base64 by space.
    private static func decode(_ field: String) throws -> [String: String] {
        try field.split(separator: ",", omittingEmptySubsequences: false).reduce(into: [:]) { found, pair in
            let parts = pair.split(separator: " ", omittingEmptySubsequences: false)
            let data = parts.count == 2 ? try #require(Data(base64Encoded: String(parts[1]))) : Data()
            try #require(!parts[0].isEmpty && parts.count <= 2 && found[String(parts[0])] == nil)
            found[String(parts[0])] = String(decoding: data, as: UTF8.self)
        }
    }

    @Test(
        "any value comes back from the field, which holds ASCII only",
        arguments: [
            "a.mp4", "", " ", "a, b c.mp4", "\u{FC}\u{1F3A5}.webm", "a\r\nX-Evil: 1", "\u{0}",
            String(repeating: "x", count: 5000),
        ])
    func values(value: String) throws {
        let field = TusMetadata.encode([("filename", value), ("filetype", "video/mp4"), ("ferryJob", value)])
        #expect(try Self.decode(field) == ["filename": value, "filetype": "video/mp4", "ferryJob": value])
        #expect(field.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    }

    @Test("random texts come back too", arguments: 0..<20 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let scalars = (0..<50).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &random)) }
        let value = String(String.UnicodeScalarView(scalars))
        #expect(try Self.decode(TusMetadata.encode([("filename", value)]))["filename"] == value)
    }
}
