import FerryCore
import FoundationEssentials

/// The extension "Checksum" of tus 1.0.0: each chunk goes with its hash, and the server keeps none that has another.
enum TusChecksum {
    /// By preference. A chunk's checksum is there to find at once what a line did to it; what proves the object is its
    /// SHA-256, compared at the end. So the cheapest goes first.
    private static let names: [(name: String, algorithm: ChecksumAlgorithm)] = [
        ("crc32c", .crc32c), ("sha256", .sha256), ("sha1", .sha1),
    ]

    /// The best algorithm that both sides know; `nil` when there is none.
    static func best(of names: [String]) -> ChecksumAlgorithm? {
        self.names.first { names.contains($0.name) }?.algorithm
    }

    /// The value of `Upload-Checksum`; `nil` for an algorithm that tus has no name for.
    static func field(_ checksum: Checksum) -> String? {
        names.first { $0.algorithm == checksum.algorithm }.map {
            "\($0.name) \(Data(checksum.bytes).base64EncodedString())"
        }
    }
}
