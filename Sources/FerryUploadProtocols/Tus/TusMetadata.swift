import FerryCore
import FoundationEssentials

/// The value of `Upload-Metadata`: pairs of a key and base64, comma-separated (tus 1.0.0, extension "Creation").
enum TusMetadata {
    /// What is said of an object.
    static func of(_ creation: UploadCreation) -> String {
        encode([
            ("filename", creation.fileName), ("filetype", creation.mediaType), ("ferryJob", creation.jobTag),
        ])
    }

    /// Keys must be ASCII without spaces and commas; ours are.
    static func encode(_ pairs: [(key: String, value: String)]) -> String {
        pairs.map { pair in
            pair.value.isEmpty ? pair.key : "\(pair.key) \(Data(pair.value.utf8).base64EncodedString())"
        }.joined(separator: ",")
    }
}
