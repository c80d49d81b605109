/// The bytes that matter in the text of a data URI.
enum ASCII {
    static let space = UInt8(ascii: " ")
    static let comma = UInt8(ascii: ",")
    static let semicolon = UInt8(ascii: ";")
    static let slash = UInt8(ascii: "/")
    static let percent = UInt8(ascii: "%")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let equals = UInt8(ascii: "=")
    static let numberSign = UInt8(ascii: "#")
    static let scheme: [UInt8] = Array("data:".utf8)
    static let base64: [UInt8] = Array("base64".utf8)

    /// The byte in lower case.
    static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// Tab, line feed and carriage return, which a URL parser removes wherever they stand (WHATWG URL, section 4.4).
    static func isURLNoise(_ byte: UInt8) -> Bool {
        byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// Tab, line feed, form feed, carriage return, space (WHATWG Infra, "ASCII whitespace").
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == space || byte == 0x0C || isURLNoise(byte)
    }

    /// A byte of a token (RFC 9110, section 5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// The value of a hexadecimal digit.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch lowered(byte) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): lowered(byte) - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
