/// Makes names and media types that a client gave fit for reply fields and records.
enum SafeNames {
    /// Longest file name that is kept, in UTF-8 bytes.
    static let maxFilenameBytes = 255

    /// The last component of a client's file name without control characters; `nil` when nothing is left.
    static func filename(_ given: String?) -> String? {
        guard let last = given?.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last else { return nil }
        let kept = last.unicodeScalars.filter { $0.value >= 32 && !(0x7F...0x9F).contains($0.value) }
        var name = String(String.UnicodeScalarView(kept))
        while name.utf8.count > maxFilenameBytes { name.removeLast() }
        return name.isEmpty || name == "." || name == ".." ? nil : name
    }

    /// A media type with parameters (RFC 9110 8.3.1); `nil` when the text is anything else.
    static func mediaType(_ given: String?) -> String? {
        guard let given, given.utf8.count <= 255, let essence = given.split(separator: ";").first else { return nil }
        let halves = essence.split(separator: "/", omittingEmptySubsequences: false)
        let subtype = halves.last.map { $0.reversed().drop { $0 == " " } } ?? []
        guard halves.count == 2, let type = halves.first, !type.isEmpty, !subtype.isEmpty, type.allSatisfy(isToken),
            subtype.allSatisfy(isToken), given.utf8.allSatisfy({ (32...126).contains($0) })
        else { return nil }
        return given
    }

    /// `Content-Disposition` for a download (RFC 6266): a plain ASCII name, and the exact one in RFC 8187 form.
    static func attachment(_ name: String?) -> String {
        guard let name else { return "attachment" }
        let plain = name.unicodeScalars.map { scalar -> Character in
            scalar.isASCII && scalar.value >= 32 && scalar != "\"" && scalar != "\\" && scalar != "%"
                && scalar.value != 127
                ? Character(scalar) : "_"
        }
        let ascii = String(plain)
        guard ascii != name else { return "attachment; filename=\"\(ascii)\"" }
        return "attachment; filename=\"\(ascii)\"; filename*=UTF-8''\(percentEncoded(name))"
    }

    private static func percentEncoded(_ name: String) -> String {
        name.utf8.reduce(into: "") { text, byte in
            let character = Character(UnicodeScalar(byte))
            if byte < 128, character.isLetter || character.isNumber || "!#$&+-.^_`|~".contains(character) {
                text.append(character)
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    private static func isToken(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "!#$%&'*+-.^_`|~".contains(character))
    }
}
