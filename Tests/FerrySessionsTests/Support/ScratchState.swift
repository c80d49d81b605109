import Crypto
import FerryCore
import FerryTesting
import Foundation

@testable import FerryPipeline

/// A state directory of its own for one test, gone with it.
final class ScratchState: Sendable {
    let path: String
    let directory: StateDirectory
    let spool: HandOffSpool

    init() throws {
        path =
            FileManager.default.temporaryDirectory.appendingPathComponent("mediaferry-answers-\(UUID().uuidString)")
            .path
        directory = try StateDirectory(path: path)
        spool = HandOffSpool(state: directory)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The names in the spool, sorted.
    var spooled: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/spool")) ?? []).sorted()
    }

    /// The bytes of a file of the spool.
    func bytes(_ key: String) -> [UInt8] {
        FileManager.default.contents(atPath: "\(path)/spool/\(key)").map(Array.init) ?? []
    }
}

/// Bytes that do not repeat.
func content(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
}

func sha256(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined() }

/// The text of a data URI.
func dataURI(_ bytes: [UInt8], type: String = "video/webm;codecs=vp8,opus") -> String {
    "data:\(type);base64,\(Data(bytes).base64EncodedString())"
}
