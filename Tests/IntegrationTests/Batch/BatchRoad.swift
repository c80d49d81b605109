import FerryTesting
import Foundation

/// A folder of small files, a state directory and a destination: what one batch needs. Every file has bytes of its own.
final class BatchRoad: Sendable {
    let scratch: Scratch
    /// The recordings.
    let folder: String
    /// The destination of the folder kind.
    let kept: String

    /// Makes a tree of files.
    ///
    /// - Parameter count: How many, in folders of ten.
    init(_ count: Int, seed: UInt64 = 1) throws {
        scratch = try Scratch()
        (folder, kept) = (scratch.path("recordings"), scratch.path("kept"))
        for path in [folder, kept] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        for number in 0..<count {
            try write(Self.name(number), Noise.bytes(200 + number % 7 * 300, seed: seed << 32 | UInt64(number)))
        }
    }

    /// The path of the n-th file beneath the folder.
    static func name(_ number: Int) -> String { "day\(number / 10)/rec\(number).bin" }

    /// Writes a recording.
    func write(_ name: String, _ bytes: [UInt8]) throws { try scratch.write("recordings/\(name)", bytes) }

    /// The arguments of the command; the same each time.
    func arguments(to destination: String? = nil, _ more: [String] = []) -> [String] {
        [
            "batch", folder, "--to", destination ?? "file://\(kept)", "--state", scratch.path("state"), "--preset",
            "none",
        ] + more
    }

    /// Runs the command to its end.
    func run(
        to destination: String? = nil, _ more: [String] = [], environment: [String: String] = [:]
    ) async throws -> RunResult {
        try await Command.run(arguments(to: destination, more), environment: environment)
    }

    /// All files beneath a folder by their paths in it.
    static func bytes(_ folder: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for path in Folder.files(folder) {
            found[String(path.dropFirst(folder.count + 1))] = try Data(contentsOf: URL(filePath: path))
        }
        return found
    }

    /// The recordings by their paths.
    func recordings() throws -> [String: Data] { try Self.bytes(folder) }
    /// What is at the destination, by paths.
    func objects() throws -> [String: Data] { try Self.bytes(kept) }
}

extension RunResult {
    /// How many files ended how, by the lines of standard output.
    var outcomes: [String: Int] { Dictionary(fields.compactMap { $0.first.map { ($0, 1) } }, uniquingKeysWith: +) }
}
