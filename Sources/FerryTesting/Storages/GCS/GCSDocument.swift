import FoundationEssentials

/// The part of an object resource that clients write.
struct GCSDocument: Codable, Sendable, Hashable {
    var contentType: String?
    var cacheControl: String?
    var metadata: [String: String]?

    init(contentType: String?, cacheControl: String?, metadata: [String: String]?) {
        self.contentType = contentType
        self.cacheControl = cacheControl
        self.metadata = metadata
    }

    /// Reads what a client sent; `nil` when it is no such document.
    init?(_ json: [UInt8]) {
        guard let document = try? JSONDecoder().decode(GCSDocument.self, from: Data(json)) else { return nil }
        self = document
    }

    /// The document with its keys in order.
    var text: String { Self.text(self) }

    /// An object as the API describes it.
    struct Resource: Encodable {
        var kind = "storage#object"
        var bucket: String
        var name: String
        var generation: String
        var size: String
        var crc32c: String
        var md5Hash: String
        var contentType: String?
        var cacheControl: String?
        var metadata: [String: String]?
    }

    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
