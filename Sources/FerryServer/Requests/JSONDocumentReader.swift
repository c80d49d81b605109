import FerryCore
import FoundationEssentials

/// Reads a JSON document (RFC 8259) strictly: no name twice in an object, no more levels than a limit, nothing behind it.
///
/// Two readers that choose differently among equal names see two documents, so such a text is none.
struct JSONDocumentReader {
    /// How deep a document may be nested.
    static let maxDepth = 16

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a document.
    ///
    /// - Throws: `request.malformed` with the byte at which the text ceases to be a document.
    static func read(_ bytes: [UInt8]) throws(FerryError) -> JSONDocument {
        var reader = JSONDocumentReader(bytes)
        reader.skipSpace()
        let document = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.fault("something stands behind the document") }
        return document
    }

    private mutating func value(depth: Int) throws(FerryError) -> JSONDocument {
        guard depth < Self.maxDepth else { throw fault("it is nested deeper than \(Self.maxDepth) levels") }
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try literal("true", .flag(true))
        case UInt8(ascii: "f"): return try literal("false", .flag(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(FerryError) -> JSONDocument {
        position += 1
        var members: [String: JSONDocument] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw fault("a name is missing") }
            let name = try text()
            skipSpace()
            guard take(":") else { throw fault("a colon is missing") }
            skipSpace()
            let member = try value(depth: depth + 1)
            guard members.updateValue(member, forKey: name) == nil else {
                throw fault("a name stands twice in an object")
            }
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw fault("a comma is missing") }
        }
    }

    private mutating func list(depth: Int) throws(FerryError) -> JSONDocument {
        position += 1
        var items: [JSONDocument] = []
        skipSpace()
        if take("]") { return .list(items) }
        while true {
            skipSpace()
            items.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .list(items) }
            guard take(",") else { throw fault("a comma is missing") }
        }
    }

    /// A string with its quotes; what stands between them is read by the library where there are escapes.
    private mutating func text() throws(FerryError) -> String {
        let start = position
        position += 1
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault("a string holds a control character") }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { throw fault("a string does not end") }
        position += 1
        let quoted = bytes[start..<position]
        if !quoted.contains(UInt8(ascii: "\\")) {
            guard let plain = String(validating: quoted.dropFirst().dropLast(), as: UTF8.self) else {
                throw fault("a string is not UTF-8")
            }
            return plain
        }
        guard let text = try? JSONDecoder().decode(String.self, from: Data(quoted)) else {
            throw fault("a string has an escape that is none")
        }
        return text
    }

    private mutating func number() throws(FerryError) -> JSONDocument {
        let start = position
        while let byte = peek, byte.isPartOfNumber { position += 1 }
        let digits = bytes[start..<position]
        guard !digits.isEmpty, let value = try? JSONDecoder().decode(Double.self, from: Data(digits)), value.isFinite
        else {
            position = start
            throw fault("a value is missing, or a number is none")
        }
        return .number(value)
    }

    private mutating func literal(_ word: StaticString, _ document: JSONDocument) throws(FerryError) -> JSONDocument {
        let wanted = word.withUTF8Buffer { Array($0) }
        guard bytes[position...].starts(with: wanted) else { throw fault("a word is none of true, false and null") }
        position += wanted.count
        return document
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private func fault(_ reason: String) -> FerryError {
        FerryError(.requestMalformed, "the body is no JSON document: \(reason)", offset: Int64(position))
    }
}

extension UInt8 {
    /// Whether a number may hold it.
    fileprivate var isPartOfNumber: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || [UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")]
                .contains(self)
    }
}
