import Foundation

/// A folder for what one benchmark makes, with the `ffmpeg` command as the peer; it is gone with its owner.
final class BenchFolder {
    /// What the command did not do.
    struct Failure: Error { var text: String }

    private let url: URL

    /// Makes an empty folder.
    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "ferry-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file in it.
    func path(_ name: String) -> String { url.appending(path: name).path }

    /// An empty file in it, open for reading and writing.
    func empty(_ name: String) throws -> OpenedFile { try OpenedFile(path(name), O_RDWR | O_CREAT | O_TRUNC) }

    /// A recording many times one behind the other in the same container, its packets untouched.
    func looped(_ recording: String, times: Int, as name: String, _ options: [String] = []) throws -> OpenedFile {
        try ffmpeg(["-stream_loop", "\(times - 1)", "-i", recording, "-c", "copy"] + options + [path(name)])
        return try OpenedFile(path(name), O_RDONLY)
    }

    /// Runs the command and waits for its end.
    ///
    /// - Throws: ``Failure`` when it fails.
    func ffmpeg(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/ffmpeg")
        process.arguments = ["-nostdin", "-v", "error", "-y"] + arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(text: "ffmpeg failed") }
    }
}
