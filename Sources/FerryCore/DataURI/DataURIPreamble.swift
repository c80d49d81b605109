/// Finds `data:` at the beginning of a text, behind an optional byte order mark and white space.
struct DataURIPreamble: Sendable {
    /// What is known after a byte.
    enum Outcome: Sendable {
        /// More bytes are needed.
        case more
        /// `data:` is complete; the next byte is the head's first.
        case found
        /// The text is something else.
        case refused
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private var mark = 0
    private var scheme = 0

    /// Takes the next byte of the text.
    mutating func take(_ byte: UInt8) -> Outcome {
        if scheme == 0, mark < Self.byteOrderMark.count {
            if byte == Self.byteOrderMark[mark] {
                mark += 1
                return .more
            }
            guard mark == 0 else { return .refused }
            mark = Self.byteOrderMark.count
        }
        if scheme == 0, ASCII.isWhitespace(byte) { return .more }
        guard ASCII.lowered(byte) == ASCII.scheme[scheme] else { return .refused }
        scheme += 1
        return scheme == ASCII.scheme.count ? .found : .more
    }
}
