import Crypto
import FerryCore

/// What one request's body must hash to: `Upload-Checksum` of tus or `Content-Digest` of RFC 9530.
///
/// A body that comes with its hash is kept whole or not at all: a part of it cannot be checked.
struct BodyDigest: Equatable, Sendable {
    enum Algorithm: String, CaseIterable, Sendable {
        case crc32c
        case sha1
        case sha256
        case sha512
    }

    var algorithm: Algorithm
    var bytes: [UInt8]

    /// A hash that is about to see the body.
    func makeHasher() -> Hasher {
        switch algorithm {
        case .crc32c: .crc32c(CRC32C())
        case .sha1: .sha1(Insecure.SHA1())
        case .sha256: .sha256(SHA256())
        case .sha512: .sha512(SHA512())
        }
    }

    /// Whether the body that `hasher` saw is the expected one.
    func matches(_ hasher: Hasher) -> Bool { hasher.value == bytes }

    /// The running hash of a body.
    enum Hasher: Sendable {
        case crc32c(CRC32C)
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
        case sha512(SHA512)

        mutating func update(_ bytes: UnsafeRawBufferPointer) {
            switch self {
            case .crc32c(var check):
                check.update(bytes)
                self = .crc32c(check)
            case .sha1(var hash):
                hash.update(bufferPointer: bytes)
                self = .sha1(hash)
            case .sha256(var hash):
                hash.update(bufferPointer: bytes)
                self = .sha256(hash)
            case .sha512(var hash):
                hash.update(bufferPointer: bytes)
                self = .sha512(hash)
            }
        }

        fileprivate var value: [UInt8] {
            switch self {
            case .crc32c(let check): withUnsafeBytes(of: check.value.bigEndian, Array.init)
            case .sha1(let hash): Array(hash.finalize())
            case .sha256(let hash): Array(hash.finalize())
            case .sha512(let hash): Array(hash.finalize())
            }
        }
    }
}
