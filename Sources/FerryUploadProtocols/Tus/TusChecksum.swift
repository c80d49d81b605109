import FerryCore
import FoundationEssentials

/// The extension "Checksum" of tus 1.0.0: each chunk goes with its hash, and the server keeps none that has another.
enum TusChecksum {
    private static let names: [(name: String, algorithm: ChecksumAlgorithm)] = [("sha256", .sha256), ("sha1", .sha1)]

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
