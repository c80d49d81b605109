import FerryCore
import FoundationEssentials
import XMLCoder

/// The XML documents of S3's replies that are read. Everything is optional: what is missing is judged by the reader.
enum S3Document {
    /// Larger documents are not read.
    static let maxBytes = 1 << 20

    struct Begun: Decodable {
        var uploadId: String?
    }

    struct Completed: Decodable {
        var eTag: String?
    }

    struct Failure: Decodable {
        var code: String?
        var message: String?
        var region: String?
    }

    struct Objects: Decodable {
        var isTruncated: String?
        var nextContinuationToken: String?
        var encodingType: String?
        var contents: [Object]?

        struct Object: Decodable {
            var key: String?
            var size: String?
            var eTag: String?
            var lastModified: String?
        }
    }

    struct Parts: Decodable {
        var isTruncated: String?
        var nextPartNumberMarker: String?
        var part: [Part]?

        struct Part: Decodable {
            var partNumber: String?
            var size: String?
            var eTag: String?
            var checksumCRC32C: String?
            var checksumCRC64NVME: String?
        }
    }

    /// Reads a document whose root element has that name; `nil` when it is another, is not whole, is too large, or
    /// declares a document type, which no storage needs and which may hide entities.
    static func read<Document: Decodable>(_ type: Document.Type, root: String, from body: [UInt8]) -> Document? {
        guard body.count <= maxBytes, self.root(of: body) == root, closes(root, in: body) else { return nil }
        let decoder = XMLDecoder()
        decoder.trimValueWhitespaces = true
        decoder.keyDecodingStrategy = .convertFromCapitalized
        return try? decoder.decode(type, from: Data(trimmed(body)))
    }

    /// Reads the document of a reply by the name of its operation; some storages call it by the name of the older SOAP
    /// reply.
    static func read<Document: Decodable>(_ type: Document.Type, of operation: String, from body: [UInt8]) -> Document?
    {
        read(type, root: operation + "Result", from: body) ?? read(type, root: operation + "Response", from: body)
    }

    /// The name of the root element, without its namespace's prefix; `nil` when there is none.
    static func root(of body: [UInt8]) -> String? {
        var rest = trimmed(body)
        guard !declaresType(rest) else { return nil }
        if rest.starts(with: "<?".utf8) {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
            rest = rest[(end + 1)...].drop(while: isBlank)
        }
        guard rest.first == UInt8(ascii: "<") else { return nil }
        let name = rest.dropFirst().prefix { !isBlank($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
        guard !name.isEmpty, name.count <= 100 else { return nil }
        return String(decoding: name, as: UTF8.self).split(separator: ":").last.map(String.init)
    }

    /// Whether the last tag of a document is the end of its root, or the root is one empty tag. A parser that reads as
    /// it comes may take the root for whole before it has seen what follows.
    private static func closes(_ root: String, in body: [UInt8]) -> Bool {
        guard let last = body.lastIndex(where: { !isBlank($0) }), body[last] == UInt8(ascii: ">"),
            let start = body[...last].lastIndex(of: UInt8(ascii: "<"))
        else { return false }
        let tag = String(decoding: body[(start + 1)..<last].filter { !isBlank($0) }, as: UTF8.self)
        if tag.hasPrefix("/") { return tag.dropFirst().split(separator: ":").last.map(String.init) == root }
        return tag.hasSuffix("/") && self.root(of: Array(body[start...last])) == root
    }

    /// Without what may stand before a document: white space keeps a slow connection alive.
    private static func trimmed(_ body: [UInt8]) -> ArraySlice<UInt8> {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let rest = body.drop(while: isBlank)
        return rest.starts(with: mark) ? rest.dropFirst(mark.count).drop(while: isBlank) : rest
    }

    /// Whether `<!` stands anywhere, which begins declarations, comments and raw text.
    private static func declaresType(_ body: ArraySlice<UInt8>) -> Bool {
        body.indices.dropLast().contains { body[$0] == UInt8(ascii: "<") && body[$0 + 1] == UInt8(ascii: "!") }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
