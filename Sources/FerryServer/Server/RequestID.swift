import HTTPTypes

/// The name by which a request is found in logs: the client's own, where it gave a usable one.
enum RequestID {
    /// Longest name that a client may give.
    static let maxLength = 64

    /// The name of a request with these fields.
    static func of(_ fields: HTTPFields) -> String {
        if let given = fields[.requestID], isUsable(given) { return given }
        var random = SystemRandomNumberGenerator()
        return String(random.next() as UInt64, radix: 36) + String(random.next() as UInt64, radix: 36)
    }

    private static func isUsable(_ text: String) -> Bool {
        (1...maxLength).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                let character = Character(UnicodeScalar(byte))
                return byte < 128 && (character.isLetter || character.isNumber || "._-".contains(character))
            }
    }
}
