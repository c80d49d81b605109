import FerryCore
import Testing

@Suite struct ListedPartTests {
    private static let crc = Checksum(.crc32c, hex: "01020304")
    private static let other = Checksum(.crc32c, hex: "05060708")
    private static let md5 = Checksum(.md5, hex: "00112233445566778899aabbccddeeff")

    private func part(_ bytes: Int64?, _ checksums: [Checksum?]) -> ListedPart {
        ListedPart(index: 0, bytes: bytes, entityTag: "t", checksums: checksums.compactMap(\.self))
    }

    @Test("a part of another size is another part, whatever else it says")
    func size() throws {
        let memory = PartReference(entityTag: "t", checksum: Self.crc)
        #expect(part(7, [Self.crc]).proof(bytes: 8, remembered: memory, algorithm: .crc32c) == .refuted)
    }

    @Test("the upload's own checksum counts first, then what was written down, then any other")
    func order() throws {
        let crc = try #require(Self.crc)
        let md5 = try #require(Self.md5)
        let memory = PartReference(entityTag: "t", checksum: Self.other)
        let both = part(8, [md5, crc])
        #expect(both.proof(bytes: 8, remembered: memory, algorithm: .crc32c) == .checksum(crc))
        #expect(
            part(8, [md5]).proof(bytes: 8, remembered: memory, algorithm: .crc32c)
                == .checksum(try #require(Self.other)))
        #expect(part(8, [md5]).proof(bytes: 8, remembered: nil, algorithm: .crc32c) == .checksum(md5))
        #expect(part(nil, []).proof(bytes: 8, remembered: nil, algorithm: nil) == .none)
    }

    @Test("what was written down counts only for the same tag")
    func tag() {
        let memory = PartReference(entityTag: "u", checksum: Self.crc)
        #expect(part(8, []).proof(bytes: 8, remembered: memory, algorithm: .crc32c) == .none)
    }
}
