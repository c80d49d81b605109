/// Text from outside, made fit for the name of an object.
enum SafeNameText {
    /// Whether a scalar may stand in a name: no control character, no `\`, nothing that ends a line or turns the
    /// direction of what follows, no noncharacter. `/` is the caller's to judge.
    static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x5C: false
        case 0x2028...0x202E, 0x2066...0x2069: false
        case 0xFDD0...0xFDEF: false
        default: scalar.value & 0xFFFE != 0xFFFE
        }
    }

    /// The text with `_` for all that may not stand between two slashes.
    static func cleaned(_ text: String, rules: ObjectNameRules) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            scalars.append(scalar != "/" && isSafe(scalar) && rules.takes(scalar) ? scalar : "_")
        }
        return String(scalars)
    }

    /// As many characters as fit; where not even the first does, as many of its scalars.
    static func fitted(_ text: String, bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        let short = prefix(of: text, bytes: bytes) { String($0) }
        return short.isEmpty ? prefix(of: text.unicodeScalars, bytes: bytes) { String($0) } : short
    }

    private static func prefix<Pieces: Collection>(
        of pieces: Pieces, bytes: Int, _ text: (Pieces.Element) -> String
    ) -> String {
        var kept = ""
        var left = bytes
        for piece in pieces {
            let piece = text(piece)
            left -= piece.utf8.count
            guard left >= 0 else { break }
            kept += piece
        }
        return kept
    }

    /// The text without scalars at its ends that would melt into a slash beside them, such as a combining accent: what
    /// reads names by characters must find every slash.
    static func apart(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, "/\(first)".count == 1 { scalars.removeFirst() }
        while let last = scalars.last, "\(last)/".count == 1 { scalars.removeLast() }
        return String(scalars)
    }

    /// Whether a text is no name: nothing, or dots alone.
    static func isNoName(_ text: String) -> Bool { text.allSatisfy { $0 == "." } }
}

extension ObjectNameRules {
    /// Whether the storage takes a scalar.
    func takes(_ scalar: Unicode.Scalar) -> Bool {
        guard let plainSymbols else { return true }
        return scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || plainSymbols.unicodeScalars.contains(scalar)
    }
}
