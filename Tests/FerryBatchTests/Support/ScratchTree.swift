import Foundation

/// A directory of its own for one test, gone with it.
final class ScratchTree: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.appendingPathComponent("mediaferry-tree-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in it.
    func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with the folders it stands in.
    @discardableResult
    func file(_ name: String, _ text: String = "x") throws -> String {
        let url = URL(filePath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return path(name)
    }
}
