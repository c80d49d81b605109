import FerryCore
import FoundationEssentials

/// The part of an object resource that a client writes (JSON API, "Objects").
struct GCSMetadata: Encodable {
    static let mediaType = "application/json; charset=UTF-8"

    let contentType: String
    let cacheControl: String?
    let metadata: [String: String]

    init(_ creation: UploadCreation) {
        contentType = creation.mediaType
        cacheControl = creation.attributes.cacheControl
        metadata = creation.attributes.metadata.merging(creation.marker.metadata) { _, ours in ours }
    }

    /// The document, with its keys in order.
    var json: [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map(Array.init)
    }
}
