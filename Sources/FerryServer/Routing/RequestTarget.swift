import FerryCore

/// The path and the query of a request, decoded.
struct RequestTarget: Sendable, Equatable {
    /// Longest target, in bytes.
    static let maxBytes = 4096
    /// Most items of a query.
    static let maxItems = 32

    /// The segments of the path. Dots have no meaning in them: they are names, never places on a disk.
    var path: [String]
    /// The items of the query by name.
    var query: [String: String]

    /// Reads the target of a request.
    ///
    /// - Throws: `request.malformed` for escapes that are none, text that is not UTF-8 or holds control characters, and an
    ///   item that stands twice.
    init(_ target: String) throws(FerryError) {
        guard target.utf8.count <= Self.maxBytes else { throw Self.malformed("the target is too long") }
        guard target.hasPrefix("/") else { throw Self.malformed("the target is no path") }
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var parts: [String] = []
        for part in halves[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            parts.append(try Self.decoded(part, plusIsSpace: false))
        }
        // One slash at the end makes no difference.
        if parts.last == "" { parts.removeLast() }
        path = parts
        query = try Self.items(halves.count > 1 ? halves[1] : "")
    }

    private static func items(_ text: Substring) throws(FerryError) -> [String: String] {
        let pairs = text.split(separator: "&")
        guard pairs.count <= maxItems else { throw malformed("the query has too many items") }
        var items: [String: String] = [:]
        for pair in pairs {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decoded(halves[0], plusIsSpace: true)
            let value = halves.count > 1 ? try decoded(halves[1], plusIsSpace: true) : ""
            guard items.updateValue(value, forKey: name) == nil else {
                throw malformed("an item of the query stands more than once")
            }
        }
        return items
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) throws(FerryError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                let digits = Substring(rest.prefix(2))
                guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let code = UInt8(digits, radix: 16)
                else {
                    throw malformed("the target has a broken escape")
                }
                bytes.append(code)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw malformed("the target is not UTF-8")
        }
        guard !decoded.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw malformed("the target holds control characters")
        }
        return decoded
    }

    private static func malformed(_ reason: String) -> FerryError { FerryError(.requestMalformed, reason) }
}
