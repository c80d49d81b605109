/// Percent-encoding of text in URLs (RFC 3986 §2.1).
public enum PercentText {
    /// Encodes every byte of UTF-8 but letters, digits, `-`, `.`, `_`, `~` and those of `kept`.
    public static func encode(_ text: String, keeping kept: String = "") -> String {
        encode(bytes: text.utf8, keeping: kept)
    }

    /// Encodes bytes that need not be UTF-8 in the same way.
    public static func encode(bytes text: some Sequence<UInt8>, keeping kept: String = "") -> String {
        let plain = Set(kept.utf8)
        var bytes: [UInt8] = []
        for byte in text {
            if isUnreserved(byte) || plain.contains(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(contentsOf: HexDigit.text([byte]).uppercased().utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Decodes; `nil` when a percent sign is not followed by two hex digits or the bytes are not UTF-8.
    public static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(HexDigit.value), let low = rest.popFirst().flatMap(HexDigit.value)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
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
}
