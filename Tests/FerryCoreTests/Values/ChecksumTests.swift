import FerryCore
import Foundation
import Testing

@Suite struct ChecksumTests {
    @Test("a value is read from its digits, small or capital, and written small", arguments: ChecksumAlgorithm.allCases)
    func digits(_ algorithm: ChecksumAlgorithm) throws {
        let bytes = (0..<algorithm.byteCount).map { UInt8(250 - $0 * 7) }
        let checksum = try #require(Checksum(algorithm, bytes: bytes))
        #expect(checksum.hex == checksum.hex.lowercased())
        #expect(Checksum(algorithm, hex: checksum.hex) == checksum)
        #expect(Checksum(algorithm, hex: checksum.hex.uppercased()) == checksum)
        #expect(try JSONDecoder().decode(Checksum.self, from: JSONEncoder().encode(checksum)) == checksum)
    }

    @Test(
        "a value of another size or with other signs is none",
        arguments: ["", "00", "0011223", "0011223g", "00112233 ", "001122330", "٠٠٠٠"])
    func refused(_ hex: String) {
        #expect(Checksum(.crc32c, hex: hex) == nil)
        #expect(Checksum(.md5, bytes: [1, 2, 3]) == nil)
    }

    @Test("CRCs of parts make that of the whole, and only CRCs do") func combined() throws {
        let (first, second) = (Self.checksums("1234"), Self.checksums("56789"))
        #expect(first[0].followed(by: second[0], length: 5)?.hex == "e3069283")
        #expect(first[1].followed(by: second[1], length: 5)?.hex == "ae8b14860a799888")
        #expect(first[0].followed(by: second[1], length: 5) == nil)
        let digest = try #require(Checksum(.md5, bytes: [UInt8](repeating: 1, count: 16)))
        #expect(digest.followed(by: digest, length: 5) == nil)
        #expect(ChecksumAlgorithm.allCases.filter(\.isCombinable) == [.crc32c, .crc64nvme])
    }

    private static func checksums(_ text: String) -> [Checksum] {
        var narrow = CRC32C()
        var wide = CRC64NVME()
        Array(text.utf8).withUnsafeBytes {
            narrow.update($0)
            wide.update($0)
        }
        return [
            Checksum(.crc32c, hex: HexDigit.text(withUnsafeBytes(of: narrow.value.bigEndian, Array.init))),
            Checksum(.crc64nvme, hex: HexDigit.text(withUnsafeBytes(of: wide.value.bigEndian, Array.init))),
        ].compactMap(\.self)
    }
}
