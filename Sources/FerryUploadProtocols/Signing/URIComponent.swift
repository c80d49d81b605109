/// Percent-encoding of URL parts as Signature Version 4 wants it: every byte but the unreserved ones (RFC 3986 §2.3:
/// letters, digits, `-`, `.`, `_`, `~`) as `%XX` with capital letters. A space is `%20`, never `+`.
package enum URIComponent {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Encodes a text's UTF-8.
    ///
    /// - Parameter keepsSlash: Whether `/` stays, as it does in paths.
    package static func encoded(_ text: some StringProtocol, keepsSlash: Bool = false) -> String {
        encoded(bytes: text.utf8, keepsSlash: keepsSlash)
    }

    /// Brings a part that may be encoded already into the one form: decoded once, encoded once. A `%` that begins no
    /// `%XX` counts as itself, and so does `+`.
    package static func normalized(_ part: some StringProtocol, keepsSlash: Bool = false) -> String {
        guard keepsSlash else { return encoded(bytes: decodedBytes(part), keepsSlash: false) }
        // An encoded slash belongs to a name; a plain one divides names. Only `%2F` keeps the first apart.
        return part.split(separator: "/", omittingEmptySubsequences: false)
            .map { encoded(bytes: decodedBytes($0), keepsSlash: false) }.joined(separator: "/")
    }

    private static func encoded(bytes: some Sequence<UInt8>, keepsSlash: Bool) -> String {
        var output: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) || keepsSlash && byte == UInt8(ascii: "/") {
                output.append(byte)
            } else {
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func decodedBytes(_ part: some StringProtocol) -> [UInt8] {
        let bytes = Array(part.utf8)
        var output: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count, let high = value(bytes[place + 1]),
                let low = value(bytes[place + 2])
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

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
