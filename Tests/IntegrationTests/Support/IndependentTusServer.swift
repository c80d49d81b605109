import Foundation

/// The tus server of the Python package `resumable-upload`, which shares no code with ours.
final class IndependentTusServer: Sendable {
    let url: String
    private let process: ChildProcess

    init(_ scratch: Scratch) async throws {
        // The server cannot say which free port it took, so one is looked for just before.
        let script = """
            import socket, sys
            from resumable_upload.cli import main
            probe = socket.socket()
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            probe.close()
            sys.argv = ["server", "serve", "--host", "127.0.0.1", "--port", str(port), "--enable-downloads",
                        "--upload-dir", sys.argv[1] + "/uploads", "--db-path", sys.argv[1] + "/uploads.db"]
            main()
            """
        process = try PythonTools.start(["-c", script, scratch.path])
        let mark = "listening on "
        let state = try await process.facts.wait(for: "the line of the independent server") {
            $0.openStreams == 0 || $0.errors.lines.contains { $0.contains(mark) }
        }
        let line = state.errors.lines.first { $0.contains(mark) }
        guard let line, let start = line.range(of: mark)?.upperBound else {
            throw NotHappened(what: "the line of the independent server", seconds: 0, state: "\(state)")
        }
        url = String(line[start...].prefix { $0 != " " })
    }
}
