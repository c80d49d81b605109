import FerryCore
import Synchronization

/// What goes out: the bytes of an object and what is said of it.
struct UploadCargo: Sendable {
    var reader: LayoutReader
    var guardian: SourceGuard?
    /// SHA-256 of the object in lower-case hex.
    var sha256: String
    /// The object's name beneath the destination.
    var objectName: String
    var mediaType: String
    var marker: ObjectMarker
    var attributes: ObjectAttributes
    /// Whether an object of another source may be replaced.
    var overwrites: Bool
    var length: Int64 { reader.layout.length }

    func creation(chunk: Chunk?, replaces: Bool, replacedVersion: String? = nil) -> UploadCreation {
        UploadCreation(
            length: length, chunk: chunk, objectName: objectName, mediaType: attributes.contentType ?? mediaType,
            marker: marker, sha256: sha256, attributes: attributes, replaces: replaces,
            replacedVersion: replacedVersion)
    }

    func body(_ range: Range<Int64>) -> LayoutBody { LayoutBody(reader: reader, range: range, guardian: guardian) }
}

/// What came of an upload.
struct UploadDelivery: Sendable {
    /// Where the object is; may hold a secret query.
    var location: String
    var check: Receipt.Check
    var remoteChecksum: Receipt.Checksum?
    /// Bytes of a chunk or part, as they were last.
    var chunkBytes: Int64
    /// Chunks the object was sent in, where their size changed on the way.
    var chunkCount: Int?
    var firstByteSent: Timestamp?
    var sendSeconds: Double
    var confirmSeconds: Double
    var tally: TransferTally
    var bytesSentNow: Int64
}
