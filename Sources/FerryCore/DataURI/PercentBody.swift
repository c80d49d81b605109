/// Decodes the body of a data URI that is not base64, cut anywhere.
///
/// As the WHATWG says: `%XX` is a byte, a percent sign without two digits stays as it is, tab, line feed and carriage
/// return are removed by the URL parser, and a number sign begins the fragment, which is no part of the body.
struct PercentBody: Sendable {
    private let limit: Int64
    /// A percent sign and perhaps its first digit, not yet written.
    private var sawPercent = false
    private var firstDigit: UInt8?
    private var isFragment = false
    private(set) var decodedBytes: Int64 = 0

    init(limit: Int64) {
        self.limit = max(limit, 0)
    }

    /// Decodes the next bytes of the text, which begin at `offset`, and returns how many bytes were written.
    mutating func decode(
        _ text: UnsafeRawBufferPointer, at offset: Int64, into output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        var written = 0
        for (index, byte) in text.enumerated() where !isFragment && !ASCII.isURLNoise(byte) {
            try take(byte, at: offset + Int64(index), into: output, &written)
        }
        return written
    }

    /// Writes what an unfinished escape held back; the text has `offset` bytes.
    mutating func finish(at offset: Int64, into output: UnsafeMutableRawBufferPointer) throws(DataURIError) -> Int {
        var written = 0
        try flushEscape(at: offset, into: output, &written)
        guard decodedBytes > 0 else { throw DataURIError(.emptyPayload, at: offset) }
        return written
    }

    private mutating func take(
        _ byte: UInt8, at offset: Int64, into output: UnsafeMutableRawBufferPointer, _ written: inout Int
    ) throws(DataURIError) {
        if sawPercent, let digit = ASCII.hexValue(byte) {
            guard let first = firstDigit, let high = ASCII.hexValue(first) else {
                firstDigit = byte
                return
            }
            sawPercent = false
            firstDigit = nil
            return try write(high << 4 | digit, at: offset, into: output, &written)
        }
        try flushEscape(at: offset, into: output, &written)
        switch byte {
        case ASCII.percent: sawPercent = true
        case ASCII.numberSign: isFragment = true
        default: try write(byte, at: offset, into: output, &written)
        }
    }

    private mutating func flushEscape(
        at offset: Int64, into output: UnsafeMutableRawBufferPointer, _ written: inout Int
    ) throws(DataURIError) {
        guard sawPercent else { return }
        let digit = firstDigit
        sawPercent = false
        firstDigit = nil
        try write(ASCII.percent, at: offset, into: output, &written)
        if let digit { try write(digit, at: offset, into: output, &written) }
    }

    private mutating func write(
        _ byte: UInt8, at offset: Int64, into output: UnsafeMutableRawBufferPointer, _ written: inout Int
    ) throws(DataURIError) {
        guard decodedBytes < limit else { throw DataURIError(.tooLarge(limit: limit), at: offset) }
        output[written] = byte
        written += 1
        decodedBytes += 1
    }
}
