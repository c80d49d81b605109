import FerryTesting
import Testing

@testable import FerryCore

@Suite struct CRCTests {
    private static let available = CRCKernel.allCases.filter(\.isAvailable)

    @Test("tables are everywhere, and the best way is available") func availability() {
        #expect(CRCKernel.table.isAvailable)
        #expect(CRCKernel.best.isAvailable)
    }

    @Test("the published check values come out", arguments: available) func checkValues(_ kernel: CRCKernel) {
        let text = Array("123456789".utf8)
        #expect(Self.crc32c(text, kernel) == 0xE306_9283)
        #expect(Self.crc64(text, kernel) == 0xAE8B_1486_0A79_9888)
        #expect(Self.crc32c([], kernel) == 0)
        #expect(Self.crc64([], kernel) == 0)
    }

    @Test("the samples of RFC 3720 B.4 come out", arguments: available) func samples(_ kernel: CRCKernel) {
        let ascending = (0..<32).map { UInt8($0) }
        #expect(Self.crc32c([UInt8](repeating: 0, count: 32), kernel) == 0x8A91_36AA)
        #expect(Self.crc32c([UInt8](repeating: 0xFF, count: 32), kernel) == 0x62A8_AB43)
        #expect(Self.crc32c(ascending, kernel) == 0x46DD_794E)
        #expect(Self.crc32c(ascending.reversed(), kernel) == 0x113F_DB5C)
    }

    /// What awscrt 0.38.1 says of the bytes `(place * 167 + place / 256) % 256`, by their count.
    static let judged: [(count: Int, crc32c: UInt32, crc64: UInt64)] = [
        (1, 0x527D_5351, 0xD5DA_5047_EFEC_8728),
        (8, 0xF18A_D860, 0x3D67_B0C7_ADDA_8285),
        (63, 0xD459_7F66, 0x3421_9841_AFC6_13E6),
        (64, 0x7D22_6207, 0xFF34_2198_41AF_C613),
        (65, 0x4547_331C, 0x6140_C391_7968_383E),
        (127, 0x251C_6D80, 0x751C_B543_0319_F309),
        (128, 0x7BCF_4E23, 0xE079_FA5D_F274_1580),
        (129, 0xE31D_DA4D, 0xD53A_29BD_B21E_F33D),
        (255, 0x507D_D31C, 0x357F_7DC5_E4C5_CB6F),
        (256, 0x26A7_2722, 0x6B71_2A95_4BE0_561D),
        (257, 0x61B6_895C, 0xC22F_D791_024C_4005),
        (271, 0x3380_CB07, 0xFE1D_406D_BA06_2363),
        (511, 0x0E24_A77E, 0x9ABC_8A3A_3DBD_61D2),
        (512, 0xB554_6E37, 0xE930_9350_118E_0D89),
        (513, 0x57DA_5A92, 0x68F0_0E11_2BFC_A56E),
        (4096, 0x0A04_841A, 0xFAC5_33BC_01F2_677A),
        (65537, 0x3CC5_74B8, 0xC0BB_7B1F_3B7E_709E),
        (1_048_579, 0x355E_D80A, 0x4C72_756F_991A_C3F6),
    ]

    @Test("another's values come out at every size of a step", arguments: available) func judge(_ kernel: CRCKernel) {
        for sample in Self.judged {
            let bytes = (0..<sample.count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 256) }
            #expect(Self.crc32c(bytes, kernel) == sample.crc32c, "\(sample.count) bytes")
            #expect(Self.crc64(bytes, kernel) == sample.crc64, "\(sample.count) bytes")
        }
    }

    @Test("every length and alignment gives what division bit by bit gives", arguments: available)
    func lengths(_ kernel: CRCKernel) {
        var random = SeededRandom(seed: 11)
        let bytes = (0..<1100).map { _ in UInt8.random(in: 0...255, using: &random) }
        let lengths = Array(0...300) + [511, 512, 513, 767, 768, 769, 1024, 1039, 1040]
        for length in lengths {
            let start = length % 17
            let part = Array(bytes[start..<start + length])
            #expect(Self.crc32c(part, kernel) == Self.bitwise(part, 0x82F6_3B78 as UInt32), "\(length)")
            #expect(Self.crc64(part, kernel) == Self.bitwise(part, 0x9A6C_9329_AC4B_C9B5 as UInt64), "\(length)")
        }
    }

    @Test("pieces in any cut give the value of the whole, fed or combined", arguments: 1...60)
    func cuts(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<Int.random(in: 0...5000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
        }
        var fed = (CRC32C(), CRC64NVME())
        var combined: (UInt32, UInt64) = (0, 0)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Int.random(in: 0...900, using: &random)))
            rest = rest.dropFirst(piece.count)
            piece.withUnsafeBytes {
                fed.0.update($0)
                fed.1.update($0)
            }
            let length = Int64(piece.count)
            combined.0 = CRC32C.combined(combined.0, Self.crc32c(piece, .best), secondLength: length)
            combined.1 = CRC64NVME.combined(combined.1, Self.crc64(piece, .best), secondLength: length)
        }
        #expect(fed.0.value == Self.crc32c(bytes, .table), "seed \(seed)")
        #expect(fed.1.value == Self.crc64(bytes, .table), "seed \(seed)")
        #expect(combined == (fed.0.value, fed.1.value), "seed \(seed)")
    }

    @Test("combining is associative, also for parts that no memory holds", arguments: 1...40) func association(
        _ seed: UInt64
    ) {
        var random = SeededRandom(seed: seed)
        let (a, b, c) = (
            UInt32.random(in: 0...(.max), using: &random), UInt32.random(in: 0...(.max), using: &random),
            UInt32.random(in: 0...(.max), using: &random)
        )
        let (d, e, f) = (
            UInt64.random(in: 0...(.max), using: &random), UInt64.random(in: 0...(.max), using: &random),
            UInt64.random(in: 0...(.max), using: &random)
        )
        let (m, n) = (Int64.random(in: 0...(1 << 46), using: &random), Int64.random(in: 0...(1 << 46), using: &random))
        let left32 = CRC32C.combined(CRC32C.combined(a, b, secondLength: m), c, secondLength: n)
        let right32 = CRC32C.combined(a, CRC32C.combined(b, c, secondLength: n), secondLength: m + n)
        #expect(left32 == right32, "seed \(seed)")
        let left64 = CRC64NVME.combined(CRC64NVME.combined(d, e, secondLength: m), f, secondLength: n)
        let right64 = CRC64NVME.combined(d, CRC64NVME.combined(e, f, secondLength: n), secondLength: m + n)
        #expect(left64 == right64, "seed \(seed)")
    }

    @Test("a CRC goes on behind a value that was written down") func goesOn() {
        var rest = (
            CRC32C(after: Self.crc32c(Array("1234".utf8), .best)),
            CRC64NVME(after: Self.crc64(Array("1234".utf8), .best))
        )
        Array("56789".utf8).withUnsafeBytes {
            rest.0.update($0)
            rest.1.update($0)
        }
        #expect(rest.0.value == 0xE306_9283)
        #expect(rest.1.value == 0xAE8B_1486_0A79_9888)
    }

    @Test("an empty second part changes nothing, whatever its length is said to be", arguments: [0, -1, Int64.min])
    func emptySecond(_ length: Int64) {
        #expect(CRC32C.combined(7, 0, secondLength: length) == 7)
        #expect(CRC64NVME.combined(7, 0, secondLength: length) == 7)
    }

    private static func crc32c(_ bytes: [UInt8], _ kernel: CRCKernel) -> UInt32 {
        var crc = CRC32C(kernel: kernel)
        bytes.withUnsafeBytes { crc.update($0) }
        return crc.value
    }

    private static func crc64(_ bytes: [UInt8], _ kernel: CRCKernel) -> UInt64 {
        var crc = CRC64NVME(kernel: kernel)
        bytes.withUnsafeBytes { crc.update($0) }
        return crc.value
    }

    /// The remainder of the division, one bit at a time.
    private static func bitwise<Word: FixedWidthInteger>(_ bytes: [UInt8], _ polynomial: Word) -> Word {
        var register = ~Word(0)
        for byte in bytes {
            register ^= Word(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ polynomial : register >> 1 }
        }
        return ~register
    }
}
