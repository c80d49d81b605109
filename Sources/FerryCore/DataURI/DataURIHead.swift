/// What a data URI says about its body: everything between `data:` and the comma.
public struct DataURIHead: Equatable, Sendable {
    /// The media type with its parameters as written, without the base64 marker and outer spaces; may be empty.
    ///
    /// Recorders copy what the page asked for, so this is a claim, not a fact: trust the decoded bytes.
    public let mediaType: String
    /// `type/subtype` in lower case; `text/plain` where the media type is missing or not one (WHATWG Fetch, `data:` URL
    /// processor).
    public let essence: String
    /// What follows the first semicolon of ``mediaType``, as written; may be empty.
    public let parameters: String
    /// Whether the body is base64; else it is text with percent-escapes.
    public let isBase64: Bool
}

extension DataURIHead {
    /// Reads the bytes between `data:` and the comma that ends the head.
    init(_ bytes: some Sequence<UInt8>) {
        var text = bytes.filter { !ASCII.isURLNoise($0) }[...]
        text.trimSpaces()
        isBase64 = Self.removeMarker(&text)
        text.trimSpaces()
        mediaType = String(decoding: text, as: UTF8.self)
        var type = text.prefix { $0 != ASCII.semicolon }
        parameters = String(decoding: text.dropFirst(type.count + 1), as: UTF8.self)
        type.trimSpaces()
        essence = Self.essence(type) ?? "text/plain"
    }

    /// Cuts off a last parameter that is `base64` in any case, with spaces before it, and says whether it was there.
    private static func removeMarker(_ text: inout ArraySlice<UInt8>) -> Bool {
        guard text.suffix(6).elementsEqual(ASCII.base64, by: { ASCII.lowered($0) == $1 }) else { return false }
        var rest = text.dropLast(6)
        while rest.last == ASCII.space { rest.removeLast() }
        guard rest.last == ASCII.semicolon else { return false }
        text = rest.dropLast()
        return true
    }

    /// The essence of a media type, with bytes a URL cannot hold written as escapes, as a URL parser would.
    private static func essence(_ type: ArraySlice<UInt8>) -> String? {
        let parts = type.split(separator: ASCII.slash, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        var essence = ""
        for byte in type {
            if byte < 0x20 || byte > 0x7E {
                essence += "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
            } else {
                essence.unicodeScalars.append(Unicode.Scalar(ASCII.lowered(byte)))
            }
        }
        guard parts.allSatisfy({ $0.allSatisfy { ASCII.isToken($0) || $0 < 0x20 || $0 > 0x7E } }) else { return nil }
        return essence
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func trimSpaces() {
        while first == ASCII.space { removeFirst() }
        while last == ASCII.space { removeLast() }
    }
}
