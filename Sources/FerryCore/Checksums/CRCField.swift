/// Polynomials over one bit, modulo a CRC's own, with the lowest power in the highest bit (the reflected form).
struct CRCField<Word: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// The CRC's polynomial without its highest power, reflected.
    let polynomial: Word

    /// The polynomial 1.
    var one: Word { 1 << Word(Word.bitWidth - 1) }

    /// `value` times x.
    func timesX(_ value: Word) -> Word { value >> 1 ^ (value & 1 == 0 ? 0 : polynomial) }

    /// The product of two polynomials.
    func product(_ left: Word, _ right: Word) -> Word {
        var sum: Word = 0
        var shifted = right
        var bits = left
        while bits != 0 {
            if bits & one != 0 { sum ^= shifted }
            bits <<= 1
            shifted = timesX(shifted)
        }
        return sum
    }

    /// `base` to a power, by squaring.
    func power(_ base: Word, _ exponent: UInt64) -> Word {
        var result = one
        var square = base
        var rest = exponent
        while rest != 0 {
            if rest & 1 == 1 { result = product(result, square) }
            square = product(square, square)
            rest >>= 1
        }
        return result
    }

    /// x to a power.
    func powerOfX(_ exponent: UInt64) -> Word { power(timesX(one), exponent) }

    /// The CRC of a message from the CRCs of its two parts, for CRCs that start and end inverted.
    ///
    /// The first part's remainder moves as many bytes along as the second part has; the inversions cancel out.
    func combined(_ first: Word, _ second: Word, secondLength: Int64) -> Word {
        guard secondLength > 0 else { return first }
        let bytes = power(powerOfX(8), UInt64(secondLength))
        return product(bytes, first) ^ second
    }
}
