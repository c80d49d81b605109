internal import CFerryChecksum

/// Moves a CRC's register over bytes: tables for eight bytes at a time, and the multipliers that vector instructions need.
struct CRCEngine<Word: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    let field: CRCField<Word>
    /// Eight tables of 256 words, one behind the other; entry `b` of table `k` is byte `b` followed by `k` zero bytes.
    private let entries: [Word]
    private let folds: ferry_crc_folds

    /// Below this many bytes the tables are as fast.
    private static var shortest: Int { 128 }

    init(polynomial: Word) {
        let field = CRCField(polynomial: polynomial)
        var entries = (0..<256).map { byte in (0..<8).reduce(Word(byte)) { word, _ in field.timesX(word) } }
        for place in 256..<8 * 256 {
            let before = entries[place - 256]
            entries.append(before >> 8 ^ entries[Int(before & 0xFF)])
        }
        self.field = field
        self.entries = entries
        folds = ferry_crc_folds(
            by_128_bits: Self.fold(field, 128), by_512_bits: Self.fold(field, 512),
            by_2048_bits: Self.fold(field, 2048))
    }

    private static func fold(_ field: CRCField<Word>, _ bits: UInt64) -> ferry_crc_fold {
        let room = UInt64(64 - Word.bitWidth)
        return ferry_crc_fold(
            first: UInt64(field.powerOfX(bits + 63)) << room, second: UInt64(field.powerOfX(bits - 1)) << room)
    }

    /// The register after `bytes`, not inverted.
    func register(_ register: Word, after bytes: UnsafeRawBufferPointer, by kernel: CRCKernel) -> Word {
        guard let start = bytes.baseAddress else { return register }
        guard kernel != .table, bytes.count >= Self.shortest else { return byTable(register, bytes) }
        return withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { rest in
            guard let place = rest.baseAddress else { return byTable(register, bytes) }
            let done = withUnsafePointer(to: folds) { folds in
                ferry_crc_fold_run(
                    kernel.level, folds, UInt64(register), start.assumingMemoryBound(to: UInt8.self), bytes.count,
                    place.assumingMemoryBound(to: UInt8.self))
            }
            guard done > 0 else { return byTable(register, bytes) }
            let folded = byTable(0, UnsafeRawBufferPointer(rest))
            return byTable(folded, UnsafeRawBufferPointer(rebasing: bytes[done...]))
        }
    }

    private func byTable(_ register: Word, _ bytes: UnsafeRawBufferPointer) -> Word {
        entries.withUnsafeBufferPointer { entries in
            guard let table = entries.baseAddress, let source = bytes.baseAddress else { return register }
            var register = register
            var place = 0
            while place &+ 8 <= bytes.count {
                let next = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                register = Self.eight(next ^ UInt64(register), table)
                place &+= 8
            }
            while place < bytes.count {
                let byte = source.load(fromByteOffset: place, as: UInt8.self)
                register = register >> 8 ^ table[Int(truncatingIfNeeded: register & 0xFF) ^ Int(byte)]
                place &+= 1
            }
            return register
        }
    }

    /// The register after eight bytes to which the register before was added.
    @inline(__always)
    private static func eight(_ word: UInt64, _ table: UnsafePointer<Word>) -> Word {
        let early =
            table[7 &* 256 &+ Int(word & 0xFF)] ^ table[6 &* 256 &+ Int(word >> 8 & 0xFF)]
            ^ table[5 &* 256 &+ Int(word >> 16 & 0xFF)] ^ table[4 &* 256 &+ Int(word >> 24 & 0xFF)]
        let late =
            table[3 &* 256 &+ Int(word >> 32 & 0xFF)] ^ table[2 &* 256 &+ Int(word >> 40 & 0xFF)]
            ^ table[256 &+ Int(word >> 48 & 0xFF)] ^ table[Int(word >> 56)]
        return early ^ late
    }
}
