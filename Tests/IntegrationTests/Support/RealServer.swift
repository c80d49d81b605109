import Foundation
import Testing

/// A real storage that the project did not write, run by a script of `Scripts/servers` for all tests that want it. It
/// ends when this process does.
actor RealServer {
    /// A Ceph object gateway: checks signatures, clocks and `Content-MD5`.
    static let radosgw = RealServer("radosgw", needs: ["radosgw", "ceph-mon", "ceph-osd", "setpriv"])
    /// moto: a lenient S3 in memory.
    static let moto = RealServer("moto", module: "moto")
    /// An emulator of Google Cloud Storage.
    static let gcs = RealServer("gcs-emulator", module: "gcp_storage_emulator")
    /// nginx as WebDAV, in clear and over TLS with HTTP/2.
    static let nginx = RealServer("nginx-webdav", needs: ["nginx", "openssl", "setpriv"])

    /// Whether it can be had on this machine.
    nonisolated let isHere: Bool
    private let name: String
    private var running: Task<Instance, any Error>?

    /// One that runs.
    struct Instance: Sendable {
        /// The URLs it answers at.
        let urls: [String]
        /// Its folder.
        let folder: String
        fileprivate let process: ChildProcess
        fileprivate let scratch: Scratch

        /// The first URL.
        var url: String { urls.first ?? "" }
    }

    private init(_ name: String, needs programs: [String] = [], module: String? = nil) {
        self.name = name
        isHere = programs.allSatisfy { BuiltProducts.program($0) != nil } && (module.map(PythonTools.has) ?? true)
    }

    /// The server, started when it is wanted first.
    func instance() async throws -> Instance {
        if let running { return try await running.value }
        let task = Task { [name] in try await Self.start(name) }
        running = task
        return try await task.value
    }

    private static func start(_ name: String) async throws -> Instance {
        let scratch = try Scratch()
        let folder = scratch.path(name)
        var environment = Command.environment
        environment["MEDIAFERRY_TEST_PYTHON"] = PythonTools.interpreter
        let script = BuiltProducts.package + "/Scripts/servers/" + name
        let process = try ChildProcess(script, [folder], environment: environment, input: .pipe)
        guard let line = try await process.line("\(name) to be ready", where: { $0.hasPrefix("ready ") }) else {
            throw NotHappened(what: "\(name) to be ready", seconds: 0, state: "\(process.facts.now)")
        }
        return Instance(
            urls: line.split(separator: " ").dropFirst().map(String.init), folder: folder, process: process,
            scratch: scratch)
    }
}
