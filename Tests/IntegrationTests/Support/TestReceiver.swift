import Foundation
import Testing

/// A real `mediaferry receive` on a free loopback port.
final class TestReceiver: Sendable {
    /// A finished object as it lies on the receiver's disk.
    struct StoredObject: Sendable, Equatable {
        let id: String
        let bytes: Int
        let sha256: String
        let fileName: String?
        let mediaType: String?
        let contentPath: String
    }

    let root: String
    let process: ChildProcess
    let port: Int
    /// The tus endpoint as the receiver printed it.
    let url: String

    /// Starts a receiver and waits until it says that it is ready.
    init(root: String, port: Int = 0, token: String? = nil, options: [String] = []) async throws {
        self.root = root
        var environment = Command.environment
        environment["MEDIAFERRY_TOKEN"] = token
        process = try ChildProcess(
            BuiltProducts.command, ["receive", "--root", root, "--port", String(port)] + options,
            environment: environment)
        let line = try await process.line("the receiver's line `ready`") { $0.hasPrefix("ready ") }
        guard let line, let url = URL(string: String(line.dropFirst(6))), let port = url.port else {
            throw NotHappened(what: "the receiver's line `ready`", seconds: 0, state: "\(process.facts.now)")
        }
        self.url = url.absoluteString
        self.port = port
    }

    /// Kills it as `kill -9` does and waits until it is gone.
    func killed() async throws {
        process.signal(SIGKILL)
        _ = try await process.ended("the end of the killed receiver")
    }

    /// The finished objects on the disk. The hash is computed here.
    func objects() throws -> [StoredObject] {
        try uploads(complete: true).map { folder, info in
            let content = "\(root)/\(folder)/content"
            let bytes = try Data(contentsOf: URL(filePath: content))
            #expect(info["bytes"]?.integer == bytes.count, "info.json of \(folder) and the content disagree")
            return StoredObject(
                id: folder, bytes: bytes.count, sha256: Hash.hex(bytes), fileName: info["filename"]?.text,
                mediaType: info["mediaType"]?.text, contentPath: content)
        }
    }

    /// How many uploads were begun and not finished.
    func unfinishedCount() throws -> Int { try uploads(complete: false).count }

    private func uploads(complete: Bool) throws -> [(folder: String, info: JSONValue)] {
        try Folder.names(root).compactMap { name in
            let path = "\(root)/\(name)/info.json"
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            let info = try JSONValue.file(path)
            return info["complete"]?.isTrue == complete ? (name, info) : nil
        }
    }
}
