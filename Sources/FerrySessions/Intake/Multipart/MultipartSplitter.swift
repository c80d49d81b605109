/// Finds the parts of a form (RFC 2046, section 5.1; RFC 7578), cut anywhere. Holds the headers of one part at most, never
/// its content.
struct MultipartSplitter: Sendable {
    /// What was found.
    enum Step: Equatable {
        /// A part begins; these are the lines of its headers.
        case headers([[UInt8]])
        /// These bytes of the piece are content of the part.
        case content(Range<Int>)
        /// These bytes of the delimiter are content of the part; they were held back as what might become one.
        case delimiterContent(Range<Int>)
        /// The part ends.
        case end
    }

    /// Why the body is none of parts.
    struct Fault: Error, Equatable {
        var reason: String
        var isTooLarge = false
    }

    private enum Phase: Equatable {
        /// Before the first delimiter; what stands there counts for nothing.
        case preamble
        /// Inside a part.
        case content
        /// Behind a delimiter: `--`, or spaces and the end of the line.
        case afterDelimiter(dashes: Int)
        case padding(hasReturn: Bool)
        /// A line of the headers.
        case headers(hasReturn: Bool)
        /// Behind the last delimiter; what stands there counts for nothing.
        case epilogue
    }

    /// CR LF, two dashes and the boundary. CR stands nowhere else in it, so a match that fails begins anew at most at the
    /// byte at which it failed.
    let delimiter: [UInt8]
    private let maxHeaderBytes: Int
    private var phase = Phase.preamble
    /// Bytes of the delimiter that were matched.
    private var matched = 2
    /// Of those, how many belong to what stands before: a body may begin with a delimiter without CR LF, and the CR LF
    /// behind the headers may be that of the delimiter when the part is empty.
    private var assumed = 2
    private var lines: [[UInt8]] = []
    private var line: [UInt8] = []
    private var headerBytes = 0

    init(boundary: MultipartBoundary, maxHeaderBytes: Int) {
        delimiter = Array("\r\n--\(boundary.text)".utf8)
        self.maxHeaderBytes = maxHeaderBytes
    }

    /// The next step, from `index` on, which is moved behind it; `nil` when the piece is used up.
    mutating func next(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) throws(Fault) -> Step? {
        while index < bytes.count {
            switch phase {
            case .content:
                if let step = content(bytes, &index) { return step }
            case .preamble: preamble(bytes, &index)
            case .epilogue: index = bytes.count
            case .afterDelimiter, .padding, .headers:
                let byte = bytes[index]
                index += 1
                if let step = try line(byte) { return step }
            }
        }
        return nil
    }

    /// Ends the body.
    func finish() throws(Fault) {
        guard phase == .epilogue else { throw Fault(reason: "the body ends before its last boundary") }
    }

    private mutating func preamble(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) {
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            matched = byte == delimiter[matched] ? matched + 1 : (byte == delimiter[0] ? 1 : 0)
            if matched == delimiter.count { return phase = .afterDelimiter(dashes: 0) }
        }
    }

    /// Content up to the next delimiter; `nil` where nothing is to be said yet.
    private mutating func content(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Step? {
        if matched == 0 {
            let start = index
            index = Lines.firstReturn(bytes, from: start)
            if index > start { return .content(start..<index) }
        }
        while index < bytes.count, matched < delimiter.count, bytes[index] == delimiter[matched] {
            matched += 1
            index += 1
        }
        if matched == delimiter.count {
            phase = .afterDelimiter(dashes: 0)
            return .end
        }
        return index < bytes.count ? broken() : nil
    }

    /// What looked like a delimiter is content; the byte that broke it is seen anew.
    private mutating func broken() -> Step? {
        let first = assumed
        defer { (matched, assumed) = (0, 0) }
        return matched > first ? .delimiterContent(first..<matched) : nil
    }

    private mutating func line(_ byte: UInt8) throws(Fault) -> Step? {
        switch phase {
        case .afterDelimiter(let dashes):
            if byte == UInt8(ascii: "-") {
                phase = dashes == 1 ? .epilogue : .afterDelimiter(dashes: 1)
            } else if dashes == 1 {
                throw Fault(reason: "a boundary is followed by a single dash")
            } else {
                try padding(byte, hasReturn: false)
            }
        case .padding(let hasReturn): try padding(byte, hasReturn: hasReturn)
        case .headers(let hasReturn): return try header(byte, hasReturn: hasReturn)
        case .preamble, .content, .epilogue: break
        }
        return nil
    }

    private mutating func padding(_ byte: UInt8, hasReturn: Bool) throws(Fault) {
        switch (byte, hasReturn) {
        case (UInt8(ascii: " "), false), (0x09, false): phase = .padding(hasReturn: false)
        case (Lines.carriageReturn, false): phase = .padding(hasReturn: true)
        case (Lines.lineFeed, true):
            phase = .headers(hasReturn: false)
            (lines, line, headerBytes) = ([], [], 0)
        default: throw Fault(reason: "a boundary is followed by other text in its line")
        }
    }

    private mutating func header(_ byte: UInt8, hasReturn: Bool) throws(Fault) -> Step? {
        headerBytes += 1
        guard headerBytes <= maxHeaderBytes else {
            throw Fault(reason: "the headers of a part have more than \(maxHeaderBytes) bytes", isTooLarge: true)
        }
        guard hasReturn else {
            guard byte != 0, byte != Lines.lineFeed else { throw Self.brokenLine }
            if byte == Lines.carriageReturn { phase = .headers(hasReturn: true) } else { line.append(byte) }
            return nil
        }
        guard byte == Lines.lineFeed else { throw Self.brokenLine }
        phase = .headers(hasReturn: false)
        guard line.isEmpty else {
            lines.append(line)
            line = []
            return nil
        }
        phase = .content
        (matched, assumed) = (2, 2)
        defer { lines = [] }
        return .headers(lines)
    }

    private static let brokenLine = Fault(reason: "a line of a part's headers does not end with CR and LF")
}
