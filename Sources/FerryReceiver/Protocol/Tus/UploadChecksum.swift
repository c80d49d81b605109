import FoundationEssentials
import HTTPTypes

/// The `Upload-Checksum` field of tus (extension "Checksum"): an algorithm, a space, and the hash in base64.
enum UploadChecksum {
    /// The algorithms that are served, as `Tus-Checksum-Algorithm` lists them: sha1, which the protocol asks for, sha256,
    /// and crc32c, which costs next to nothing and finds what a line does to a chunk.
    static let algorithms: [BodyDigest.Algorithm] = [.sha1, .sha256, .crc32c]

    /// What the body must hash to; `nil` when the client does not say.
    ///
    /// Throws 400 for an algorithm that is not served, and for a hash that is no hash of that algorithm.
    static func expected(_ fields: HTTPFields) throws(ReceiverRefusal) -> BodyDigest? {
        guard let text = try fields.single(.uploadChecksum) else { return nil }
        let words = text.split(separator: " ")
        guard words.count == 2, let algorithm = algorithms.first(where: { $0.rawValue == words[0].lowercased() }) else {
            let served = algorithms.map(\.rawValue).joined(separator: ",")
            throw ReceiverRefusal(
                .badRequest, "Upload-Checksum names no algorithm that is served here",
                fields: [.tusChecksumAlgorithm: served])
        }
        guard let hash = Data(base64Encoded: String(words[1])), hash.count == algorithm.byteCount else {
            throw .malformed("Upload-Checksum holds no \(algorithm.rawValue) in base64")
        }
        return BodyDigest(algorithm: algorithm, bytes: [UInt8](hash))
    }
}

extension BodyDigest.Algorithm {
    /// Bytes of a hash.
    var byteCount: Int {
        switch self {
        case .crc32c: 4
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }
}
