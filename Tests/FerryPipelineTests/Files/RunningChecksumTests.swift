import FerryCore
import Testing

@testable import FerryPipeline

@Suite struct RunningChecksumTests {
    /// Of the text `123456789`, as coreutils and the catalogue of CRCs say.
    static let known: [(ChecksumAlgorithm, String)] = [
        (.crc32c, "e3069283"), (.crc64nvme, "ae8b14860a799888"), (.md5, "25f9e794323b453885f5181f1b624d0b"),
        (.sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
        (.sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
    ]

    @Test("every algorithm gives its published value, fed at once or by the byte", arguments: known)
    func values(_ algorithm: ChecksumAlgorithm, _ hex: String) {
        let text = Array("123456789".utf8)
        var whole = RunningChecksum(algorithm)
        text.withUnsafeBytes { whole.update($0) }
        var bytewise = RunningChecksum(algorithm)
        for byte in text { withUnsafeBytes(of: byte) { bytewise.update($0) } }
        #expect(whole.value().hex == hex)
        #expect(bytewise.value().hex == hex)
    }

    @Test(
        "a range of an object has the checksum of its bytes, wherever it is cut", arguments: ChecksumAlgorithm.allCases)
    func ranges(_ algorithm: ChecksumAlgorithm) throws {
        let scratch = try ScratchDirectory()
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 977) }
        let path = try scratch.file("object", bytes)
        let file = SpoolFile(plain: try OwnedFile.open(path, 0))
        let reader = LayoutReader(layout: ObjectLayout(wholeFile: .asset, length: 3_000_000), files: [.asset: file])
        for range in [0..<3_000_000, 0..<0, 5..<6, 1_048_575..<2_097_153] as [Range<Int64>] {
            var expected = RunningChecksum(algorithm)
            bytes[Int(range.lowerBound)..<Int(range.upperBound)].withUnsafeBytes { expected.update($0) }
            #expect(try reader.checksum(algorithm, of: range) == expected.value())
        }
    }
}
