import FoundationEssentials

/// A directory that is removed at the end of a test.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        var random = SystemRandomNumberGenerator()
        path = "\(FileManager.default.temporaryDirectory.path)/ferry-server-\(random.next() as UInt64)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
