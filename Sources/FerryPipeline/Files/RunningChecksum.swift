import Crypto
import FerryCore

/// A running checksum of any kind that storages compare by.
struct RunningChecksum {
    private enum State {
        case crc32c(CRC32C)
        case crc64nvme(CRC64NVME)
        case md5(Insecure.MD5)
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
    }

    private var state: State

    init(_ algorithm: ChecksumAlgorithm) {
        state =
            switch algorithm {
            case .crc32c: .crc32c(CRC32C())
            case .crc64nvme: .crc64nvme(CRC64NVME())
            case .md5: .md5(Insecure.MD5())
            case .sha1: .sha1(Insecure.SHA1())
            case .sha256: .sha256(SHA256())
            }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch state {
        case .crc32c(var crc):
            crc.update(bytes)
            state = .crc32c(crc)
        case .crc64nvme(var crc):
            crc.update(bytes)
            state = .crc64nvme(crc)
        case .md5(var hash):
            hash.update(bufferPointer: bytes)
            state = .md5(hash)
        case .sha1(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha1(hash)
        case .sha256(var hash):
            hash.update(bufferPointer: bytes)
            state = .sha256(hash)
        }
    }

    /// The checksum over all bytes so far.
    func value() -> Checksum {
        let (algorithm, bytes): (ChecksumAlgorithm, [UInt8]) =
            switch state {
            case .crc32c(let crc): (.crc32c, Self.bytes(crc.value))
            case .crc64nvme(let crc): (.crc64nvme, Self.bytes(crc.value))
            case .md5(let hash): (.md5, Array(hash.finalize()))
            case .sha1(let hash): (.sha1, Array(hash.finalize()))
            case .sha256(let hash): (.sha256, Array(hash.finalize()))
            }
        guard let checksum = Checksum(algorithm, bytes: bytes) else {
            preconditionFailure("an algorithm's value has the algorithm's length")
        }
        return checksum
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian, Array.init)
    }
}
