/// `Content-Disposition` with a file name (RFC 6266; the form RFC 8187 gives for names beyond ASCII).
enum ContentDisposition {
    /// `inline` is what RUFH recommends (§4.2.1).
    static func inline(_ name: String) -> String {
        let plain = String(name.unicodeScalars.map { isPlain($0) ? Character($0) : "_" })
        let field = "inline; filename=\"\(plain)\""
        return plain == name ? field : field + "; filename*=UTF-8''\(percentEncoded(name))"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        (32...126).contains(scalar.value) && !"\"\\%".unicodeScalars.contains(scalar)
    }

    private static func percentEncoded(_ name: String) -> String {
        name.utf8.reduce(into: "") { text, byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 128, character.isLetter || character.isNumber || "!#$&+-.^_`|~".contains(character) {
                text.append(character)
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
