/// Decodes a data URI (RFC 2397, WHATWG Fetch) piece by piece: bytes in, bytes out, in constant memory.
///
/// The output, the head and the error with its offset are the same for every way of cutting the text into pieces. A step
/// allocates nothing. Where the head ends is told at ``DataURIHeadScanner``; base64 is read forgivingly but never loosely:
/// both alphabets, missing padding, white space and percent-escapes are taken, every other byte is an error.
///
/// A byte order mark and white space before `data:` are passed over. In a body that is not base64, a `#` ends the body, as
/// in every URL; in base64 it is an error, because cutting a recording short there would lose bytes silently.
///
/// ```swift
/// var decoder = DataURIDecoder()
/// while let piece = try next() {
///     let count = try piece.withUnsafeBytes { try decoder.decode($0, into: output) }
///     write(output[..<count])
/// }
/// let count = try decoder.finish(into: output)
/// write(output[..<count])
/// ```
public struct DataURIDecoder: Sendable {
    private enum Phase: Sendable {
        case preamble(DataURIPreamble)
        case head
        case base64(Base64Body)
        case percent(PercentBody)
        case failed(DataURIError)
        case finished
    }

    /// What the text says about its body; `nil` until the head was read.
    public private(set) var head: DataURIHead?
    /// How many bytes of text were taken.
    public private(set) var consumedBytes: Int64 = 0

    private let options: Options
    private let kernel: Base64Kernel
    private var phase = Phase.preamble(DataURIPreamble())
    private var scanner: DataURIHeadScanner

    /// Creates a decoder for one text.
    public init(options: Options = Options()) {
        self.init(options: options, kernel: .best)
    }

    /// Creates a decoder that uses the given instructions, to measure and to test them.
    package init(options: Options, kernel: Base64Kernel) {
        self.options = options
        self.kernel = kernel
        scanner = DataURIHeadScanner(limit: options.maxHeadBytes)
    }

    /// Whether a text with this beginning is to be read as a data URI: `data:` in any case, behind an optional byte order
    /// mark and white space.
    ///
    /// - Parameter prefix: The first bytes of the text; 64 are enough for all that programs write.
    public static func looksLikeDataURI(prefix: some Sequence<UInt8>) -> Bool {
        var preamble = DataURIPreamble()
        for byte in prefix {
            switch preamble.take(byte) {
            case .more: continue
            case .found: return true
            case .refused: return false
            }
        }
        return false
    }

    /// How many bytes one step may write at most, for `count` bytes of text; with 0, what ``finish(into:)`` may write.
    public func outputCapacity(forInput count: Int) -> Int {
        count + max(options.maxHeadBytes, 0) + DataURIHeadScanner.markerRoom + 8
    }

    /// Decodes the next piece of the text.
    ///
    /// - Parameters:
    ///   - input: The piece, of any length; all of it is taken.
    ///   - output: Where the decoded bytes go, at least ``outputCapacity(forInput:)`` bytes; those behind the decoded ones
    ///     may be overwritten.
    /// - Returns: How many bytes were written.
    /// - Throws: ``DataURIError``. What was decoded before is then worth nothing; further calls throw the same error.
    public mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        precondition(output.count >= outputCapacity(forInput: input.count), "output is below outputCapacity(forInput:)")
        do throws(DataURIError) {
            return try step(input, into: output)
        } catch {
            phase = .failed(error)
            throw error
        }
    }

    /// Ends the text.
    ///
    /// - Parameter output: Where the last bytes go, at least ``outputCapacity(forInput:)`` bytes for an input of 0.
    /// - Returns: How many bytes were written.
    /// - Throws: ``DataURIError`` where the text must not end here.
    public mutating func finish(into output: UnsafeMutableRawBufferPointer) throws(DataURIError) -> Int {
        precondition(output.count >= outputCapacity(forInput: 0), "output is below outputCapacity(forInput: 0)")
        do throws(DataURIError) {
            let written = try end(into: output)
            phase = .finished
            return written
        } catch {
            phase = .failed(error)
            throw error
        }
    }
}

extension DataURIDecoder {
    private mutating func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        var read = 0
        var written = 0
        while read < input.count, !isBody {
            written += try takeHeadByte(input[read], into: output)
            consumedBytes += 1
            read += 1
        }
        let rest = UnsafeRawBufferPointer(rebasing: input[read...])
        written += try body(rest, at: consumedBytes, into: UnsafeMutableRawBufferPointer(rebasing: output[written...]))
        consumedBytes += Int64(rest.count)
        return written
    }

    private var isBody: Bool {
        switch phase {
        case .preamble, .head: false
        case .base64, .percent, .failed, .finished: true
        }
    }

    /// Takes one byte before the body; returns how many bytes of the body were written, where the head turned out to have
    /// ended at an earlier comma.
    private mutating func takeHeadByte(
        _ byte: UInt8, into output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        guard case .preamble(var preamble) = phase else {
            return try settle(scanner.take(byte), at: consumedBytes, taken: consumedBytes + 1, into: output)
        }
        switch preamble.take(byte) {
        case .more: phase = .preamble(preamble)
        case .found: phase = .head
        case .refused: throw DataURIError(.notADataURI, at: consumedBytes)
        }
        return 0
    }

    /// Acts on what the scanner found; `offset` is where a fault would be, `taken` how many bytes of text it has seen.
    private mutating func settle(
        _ outcome: DataURIHeadScanner.Outcome, at offset: Int64, taken: Int64,
        into output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        switch outcome {
        case .more: return 0
        case .noComma: throw DataURIError(.noComma, at: offset)
        case .truncated: throw DataURIError(.truncatedHead, at: offset)
        case .ended(let comma): return try beginBody(after: comma, taken: taken, into: output)
        }
    }

    private mutating func beginBody(
        after comma: Int, taken: Int64, into output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        let text = scanner.bytes
        let start = taken - Int64(text.count)
        // `data://host:port/…` is a URL with an authority, which the `data` scheme has not.
        if text.starts(with: [ASCII.slash, ASCII.slash]), text[..<comma].contains(UInt8(ascii: ":")) {
            throw DataURIError(.notADataURI, at: start)
        }
        let head = DataURIHead(text[..<comma])
        self.head = head
        phase =
            head.isBase64
            ? .base64(
                Base64Body(
                    kernel: kernel, spacesArePlus: options.spacesArePlus, limit: options.maxDecodedBytes))
            : .percent(PercentBody(limit: options.maxDecodedBytes))
        let bodyStart = start + Int64(comma) + 1
        return try text.withUnsafeBufferPointer { bytes throws(DataURIError) in
            try body(
                UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[(comma + 1)...]), at: bodyStart,
                into: output)
        }
    }

    private mutating func body(
        _ text: UnsafeRawBufferPointer, at offset: Int64, into output: UnsafeMutableRawBufferPointer
    ) throws(DataURIError) -> Int {
        switch phase {
        case .base64(var body):
            let written = try body.decode(text, at: offset, into: output)
            phase = .base64(body)
            return written
        case .percent(var body):
            let written = try body.decode(text, at: offset, into: output)
            phase = .percent(body)
            return written
        case .failed(let error): throw error
        case .preamble, .head, .finished: return 0
        }
    }

    private mutating func end(into output: UnsafeMutableRawBufferPointer) throws(DataURIError) -> Int {
        var written = 0
        if case .head = phase {
            written = try settle(scanner.finish(), at: consumedBytes, taken: consumedBytes, into: output)
        }
        let rest = UnsafeMutableRawBufferPointer(rebasing: output[written...])
        switch phase {
        case .base64(var body): return written + (try body.finish(at: consumedBytes, into: rest))
        case .percent(var body): return written + (try body.finish(at: consumedBytes, into: rest))
        case .preamble: throw DataURIError(consumedBytes == 0 ? .emptyInput : .notADataURI, at: consumedBytes)
        case .failed(let error): throw error
        case .head, .finished: return written
        }
    }
}
