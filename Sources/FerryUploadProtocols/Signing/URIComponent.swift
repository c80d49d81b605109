import FerryCore

/// Percent-encoding of URL parts as Signature Version 4 wants it: every byte but the unreserved ones (RFC 3986 §2.3) as
/// `%XX` with capital letters. A space is `%20`, never `+`.
enum URIComponent {
    /// Brings a part that may be encoded already into the one form: decoded once, encoded once. A `%` that begins no
    /// `%XX` counts as itself, and so does `+`.
    static func normalized(_ part: some StringProtocol) -> String { PercentText.encode(bytes: decodedBytes(part)) }

    /// The same for each segment of a path: a plain slash divides names, an encoded one belongs to a name.
    static func normalizedPath(_ path: some StringProtocol) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { normalized($0) }.joined(separator: "/")
    }

    private static func decodedBytes(_ part: some StringProtocol) -> [UInt8] {
        let bytes = Array(part.utf8)
        var output: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count, let high = HexDigit.value(bytes[place + 1]),
                let low = HexDigit.value(bytes[place + 2])
            {
                output.append(high << 4 | low)
                place += 3
            } else {
                output.append(bytes[place])
                place += 1
            }
        }
        return output
    }
}
