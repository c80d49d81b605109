import HTTPTypes

/// The constants of tus 1.0.0.
enum TusFields {
    static let version = "1.0.0"
    static let chunkType = "application/offset+octet-stream"
    static let common: HTTPFields = [.tusResumable: version]
}
