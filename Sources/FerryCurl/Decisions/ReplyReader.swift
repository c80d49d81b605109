import HTTPTypes

/// Reads the lines of a reply's header: any number of interim replies, then the final one.
///
/// It is tolerant: a line that is no header field is skipped. It is bounded: see ``maxHeadBytes`` and ``maxFields``.
struct ReplyReader {
    /// How long the header of one reply may be.
    static let maxHeadBytes = 256 * 1024
    /// How many fields of one header are kept.
    static let maxFields = 1000

    /// What a line meant.
    enum Event: Equatable {
        /// Nothing to act on.
        case none
        /// An interim reply (1xx) is complete.
        case interim(status: Int, fields: HTTPFields)
        /// The header of the final reply is complete.
        case final
        /// The header is longer than any honest one.
        case tooLarge
    }

    /// The final reply, once its status line was read.
    private(set) var final: HTTPResponse?
    /// Whether the final reply's header is complete.
    private(set) var isFinalComplete = false
    private var interim: HTTPResponse?
    private var headBytes = 0

    /// Takes one line with or without its line end.
    mutating func line(_ bytes: some BidirectionalCollection<UInt8>) -> Event {
        guard !isFinalComplete else { return .none }
        headBytes += bytes.count
        guard headBytes <= Self.maxHeadBytes else { return .tooLarge }
        let text = bytes.trimmingLineEnd()
        if text.isEmpty { return headEnded() }
        if let response = Self.statusLine(text) {
            begin(response)
        } else if let field = Self.field(text) {
            append(field)
        }
        return .none
    }

    private mutating func begin(_ response: HTTPResponse) {
        headBytes = 0
        let isInterim = response.status.code < 200
        interim = isInterim ? response : nil
        final = isInterim ? nil : response
    }

    private mutating func append(_ field: HTTPField) {
        if let count = final?.headerFields.count, count < Self.maxFields { final?.headerFields.append(field) }
        if let count = interim?.headerFields.count, count < Self.maxFields { interim?.headerFields.append(field) }
    }

    private mutating func headEnded() -> Event {
        if let response = interim {
            interim = nil
            return .interim(status: response.status.code, fields: response.headerFields)
        }
        guard final != nil else { return .none }
        isFinalComplete = true
        return .final
    }

    /// `HTTP/1.1 200 OK` or `HTTP/2 200` (RFC 9112 section 4).
    private static func statusLine(_ line: some Collection<UInt8>) -> HTTPResponse? {
        guard line.starts(with: "HTTP/".utf8) else { return nil }
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let code = Int(String(decoding: parts[1], as: UTF8.self)), (100...999).contains(code)
        else { return nil }
        let reason = parts.count > 2 ? String(decoding: parts[2], as: UTF8.self) : ""
        return HTTPResponse(status: HTTPResponse.Status(code: code, reasonPhrase: reason))
    }

    private static func field(_ line: some Collection<UInt8>) -> HTTPField? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
        else { return nil }
        let value = Array(line[line.index(after: colon)...])
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let begin = value.firstIndex { !isSpace($0) } ?? value.endIndex
        let end = value.lastIndex { !isSpace($0) } ?? begin
        return HTTPField(name: name, lenientValue: begin < value.endIndex ? value[begin...end] : [])
    }
}

extension BidirectionalCollection<UInt8> {
    fileprivate func trimmingLineEnd() -> SubSequence {
        var line = self[...]
        while let last = line.last, last == UInt8(ascii: "\r") || last == UInt8(ascii: "\n") { line.removeLast() }
        return line
    }
}
