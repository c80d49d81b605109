/// Decodes the base64 body of a data URI, cut anywhere, as the WHATWG's forgiving decoder does, and base64url too.
///
/// White space and percent-escapes may stand anywhere. Everything else that is no symbol is an error at its byte.
struct Base64Body: Sendable {
    private let kernel: Base64Kernel
    private let spacesArePlus: Bool
    private let limit: Int64
    /// The symbols of the group that is not complete, six bits each, and their number.
    private var group: UInt32 = 0
    private var symbols = 0
    private var padding = 0
    private var escape: Escape?
    private(set) var decodedBytes: Int64 = 0

    /// A percent sign and what follows it, up to its second digit.
    private struct Escape: Sendable {
        let offset: Int64
        var high: UInt8?
    }

    init(kernel: Base64Kernel, spacesArePlus: Bool, limit: Int64) {
        self.kernel = kernel
        self.spacesArePlus = spacesArePlus
        self.limit = max(limit, 0)
    }

    /// Decodes the next bytes of the text, which begin at `offset`, and returns how many bytes were written.
    mutating func decode(
        _ text: UnsafeRawBufferPointer, at offset: Int64, into output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        var read = 0
        var written = 0
        while read < text.count {
            if symbols == 0, padding == 0, escape == nil {
                let run = decodeRun(text, from: read, into: output, from: written)
                read += run
                written += run / 4 * 3
                guard read < text.count else { break }
            }
            if try take(text[read], at: offset + Int64(read)) { written += flushGroup(into: output, at: written) }
            read += 1
        }
        return written
    }

    /// Writes the bytes of the last, incomplete group; the text has `offset` bytes.
    mutating func finish(at offset: Int64, into output: UnsafeMutableRawBufferPointer) throws(DataURIError) -> Int {
        if let escape { throw DataURIError(.brokenEscape, at: escape.offset) }
        if padding > 0, symbols + padding != 4 { throw DataURIError(.halfPadding, at: offset) }
        if symbols == 1 { throw DataURIError(.impossibleLength, at: offset) }
        if decodedBytes == 0, symbols == 0 { throw DataURIError(.emptyPayload, at: offset) }
        let bytes = max(symbols - 1, 0)
        group <<= UInt32(6 * (4 - symbols))
        return write(bytes, into: output, at: 0)
    }

    /// Decodes as many whole groups of plain symbols as there are and as the limit allows.
    private mutating func decodeRun(
        _ text: UnsafeRawBufferPointer, from read: Int, into output: UnsafeMutableRawBufferPointer, from written: Int
    ) -> Int {
        let groups = min(Int64((text.count - read) / 4), (limit - decodedBytes) / 3)
        let plain = UnsafeRawBufferPointer(rebasing: text[read..<(read + Int(groups) * 4)])
        let run = kernel.decodeRun(plain, into: UnsafeMutableRawBufferPointer(rebasing: output[written...]))
        decodedBytes += Int64(run / 4 * 3)
        return run
    }

    /// Takes one byte of the text and says whether the group is complete.
    private mutating func take(_ byte: UInt8, at offset: Int64) throws(DataURIError) -> Bool {
        if var begun = escape {
            guard let digit = ASCII.hexValue(byte) else { throw DataURIError(.brokenEscape, at: begun.offset) }
            guard let high = begun.high else {
                begun.high = digit
                escape = begun
                return false
            }
            escape = nil
            return try takeDecoded(high << 4 | digit, at: begun.offset)
        }
        if byte == ASCII.percent {
            escape = Escape(offset: offset)
            return false
        }
        if byte == ASCII.space, spacesArePlus { return try takeDecoded(UInt8(ascii: "+"), at: offset) }
        return try takeDecoded(byte, at: offset)
    }

    /// Takes one byte behind the percent-escapes.
    private mutating func takeDecoded(_ byte: UInt8, at offset: Int64) throws(DataURIError) -> Bool {
        if ASCII.isWhitespace(byte) { return false }
        guard let value = Base64Table.value(of: byte) else {
            guard byte == ASCII.equals else { throw DataURIError(.outsideAlphabet(byte), at: offset) }
            try takePadding(at: offset)
            return false
        }
        guard padding == 0 else { throw DataURIError(.afterPadding(byte), at: offset) }
        guard symbols == 0 || decodedBytes + Int64(symbols) <= limit else {
            throw DataURIError(.tooLarge(limit: limit), at: offset)
        }
        group = group << 6 | UInt32(value)
        symbols += 1
        return symbols == 4
    }

    private mutating func takePadding(at offset: Int64) throws(DataURIError) {
        guard padding == 0 || symbols + padding < 4 else {
            throw DataURIError(.afterPadding(ASCII.equals), at: offset)
        }
        guard symbols >= 2 else { throw DataURIError(.misplacedPadding, at: offset) }
        padding += 1
    }

    private mutating func flushGroup(into output: UnsafeMutableRawBufferPointer, at written: Int) -> Int {
        write(3, into: output, at: written)
    }

    /// Writes the first bytes of the group and begins a new one.
    private mutating func write(_ count: Int, into output: UnsafeMutableRawBufferPointer, at written: Int) -> Int {
        for index in 0..<count {
            output[written + index] = UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * index))
        }
        decodedBytes += Int64(count)
        group = 0
        symbols = 0
        return count
    }
}
