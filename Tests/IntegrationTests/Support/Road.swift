import Foundation
import Testing

/// A receiver, a state directory and a folder for sources: what one test needs to send something.
final class Road: Sendable {
    let scratch: Scratch
    let receiver: TestReceiver
    /// The protocol that the command speaks: `tus` or `rufh`.
    let dialect: String

    init(token: String? = nil, receiverOptions: [String] = [], dialect: String = "tus") async throws {
        self.dialect = dialect
        scratch = try Scratch()
        receiver = try await TestReceiver(
            root: scratch.path("kept"), token: token, options: receiverOptions)
    }

    var state: String { scratch.path("state") }
    var receipts: String { scratch.path("receipts") }

    /// The arguments of a `send`; state and receipts are this road's.
    func arguments(
        _ sources: [String], to url: String? = nil, preset: String = "none", progress: String = "json",
        _ options: [String] = []
    ) -> [String] {
        ["send"] + sources + [
            "--to", "\(dialect)+\(url ?? receiver.url)", "--state", state, "--receipts", receipts, "--preset", preset,
            "--progress", progress,
        ] + options
    }

    /// Sends and waits for the end.
    func send(
        _ sources: [String], to url: String? = nil, preset: String = "none", progress: String = "json",
        _ options: [String] = [], environment: [String: String] = [:], input: ChildProcess.Input = .empty
    ) async throws -> RunResult {
        try await Command.run(
            arguments(sources, to: url, preset: preset, progress: progress, options), environment: environment,
            input: input)
    }

    /// Starts to send.
    func start(
        _ sources: [String], to url: String? = nil, preset: String = "none", progress: String = "json",
        _ options: [String] = [], input: ChildProcess.Input = .empty
    ) throws -> ChildProcess {
        try Command.start(
            arguments(sources, to: url, preset: preset, progress: progress, options), input: input)
    }

    /// A recording of so many seconds, made for the occasion: large enough that an encode of it is smaller.
    func longRecording(seconds: Int) async throws -> String {
        let path = scratch.path("long.webm")
        let made = try await RunResult(
            ChildProcess(
                "/usr/bin/env",
                [
                    "ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                    "testsrc2=s=320x240:r=15:d=\(seconds)", "-f", "lavfi", "-i", "sine=d=\(seconds)", "-c:v", "libvpx",
                    "-b:v", "1500k", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", path,
                ], environment: Command.environment
            ).ended())
        #expect(made.code == 0, "\(made)")
        return path
    }

    /// The receipt file of a job.
    func receipt(_ job: String) throws -> JSONValue { try .file("\(receipts)/\(job).json") }

    /// What is left in the state directory beside the database; nothing once all is delivered.
    func leftovers() -> [String] {
        Folder.files(state).map { String($0.dropFirst(state.count + 1)) }
            .filter { !$0.hasPrefix("ferry.sqlite") }.sorted()
    }

    /// Expects that exactly one finished object is kept, with these bytes, and that the state directory is clean.
    func expectOneObject(
        of path: String, _ note: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let objects = try receiver.objects()
        #expect(objects.count == 1, note, sourceLocation: sourceLocation)
        #expect(try objects.first?.sha256 == Hash.hex(file: path), note, sourceLocation: sourceLocation)
        #expect(leftovers() == [], note, sourceLocation: sourceLocation)
    }
}
