import Crypto
import FerryTesting
import Foundation

/// A folder of one test, removed with everything in it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        var name = Array("/tmp/mediaferry-test-XXXXXX\0".utf8CString)
        guard mkdtemp(&name) != nil else { throw SystemFailure("mkdtemp", errno) }
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path in the folder.
    func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = URL(filePath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return path(name)
    }

    /// Writes a file of random bytes.
    func noise(_ name: String, bytes: Int, seed: UInt64) throws -> String {
        try write(name, Noise.bytes(bytes, seed: seed))
    }
}

/// Bytes that no compressor and no accident gives twice.
enum Noise {
    static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededRandom(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
        return Array(bytes.prefix(count))
    }
}

/// SHA-256 in lower-case hex, computed apart from the product.
enum Hash {
    static func hex(_ bytes: some DataProtocol) -> String {
        SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }

    static func hex(file path: String) throws -> String { hex(try Data(contentsOf: URL(filePath: path))) }
}

/// What is in a folder, links not followed.
enum Folder {
    /// The names in it, sorted; empty where there is no such folder.
    static func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// All regular files below it.
    static func files(_ path: String) -> [String] {
        (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
            .map { "\(path)/\($0)" }
            .filter { FileManager.default.fileExists(atPath: $0) && !isFolder($0) }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
