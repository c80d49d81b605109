import Foundation
import Synchronization

/// A real command as a child process: its outputs are read as they come, and its end is awaited. Killed when forgotten.
final class ChildProcess: Sendable {
    /// How a process ended.
    enum Exit: Sendable, Equatable {
        case code(Int32)
        case signal(Int32)
    }

    /// What a child reads on standard input.
    enum Input: Sendable {
        /// Nothing.
        case empty
        /// A file from its beginning.
        case file(String)
        /// A pipe of which the test holds the other end.
        case pipe
    }

    /// What is known of a child.
    struct State: Sendable, CustomStringConvertible {
        var output = OutputText()
        var errors = OutputText()
        var openStreams = 2
        var exit: Exit?

        var description: String {
            "exit \(exit.map { "\($0)" } ?? "none yet"), standard output «\(output.tail)», standard error «\(errors.tail)»"
        }
    }

    let id: pid_t
    let facts = Facts(State())
    private let feed: Mutex<Int32>

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: The path of the executable.
    ///   - arguments: Without the program's own name.
    ///   - environment: The whole environment.
    ///   - input: What it reads on standard input.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], input: Input = .empty
    ) throws {
        let output = try PipeEnds()
        let errors = try PipeEnds()
        let feeding = try Self.feeding(input)
        let call = SpawnedChild(program: program, arguments: arguments, environment: environment)
        let result = Result { try call.run(descriptors: [feeding.child, output.writing, errors.writing]) }
        for end in [feeding.child, output.writing, errors.writing] { close(end) }
        feed = Mutex(feeding.ours)
        id = try result.get()
        follow(output.reading) { $0.output.append($1) }
        follow(errors.reading) { $0.errors.append($1) }
        awaitEnd()
    }

    deinit {
        signal(SIGKILL)
        closeInput()
    }

    /// Sends a signal, if the process is still there.
    func signal(_ number: Int32) {
        let id = id
        facts.change { state in
            if state.exit == nil { kill(id, number) }
        }
    }

    /// Writes to the child's standard input; blocks while the pipe is full.
    func write(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        feed.withLock { feed in
            var rest = bytes[...]
            while feed >= 0, !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(feed, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Ends the child's standard input.
    func closeInput() {
        feed.withLock { feed in
            if feed >= 0 { close(feed) }
            feed = -1
        }
    }

    /// Waits for the end of the process and of its outputs.
    func ended(_ what: String = "the end of the command") async throws -> State {
        try await facts.wait(for: what) { $0.exit != nil && $0.openStreams == 0 }
    }

    /// Waits for a line of standard output; the end of the process ends the wait too.
    func line(_ what: String, where isWanted: @escaping @Sendable (String) -> Bool) async throws -> String? {
        try await facts.wait(for: what) { $0.openStreams == 0 || $0.output.lines.contains(where: isWanted) }
            .output.lines.first(where: isWanted)
    }

    private static func feeding(_ input: Input) throws -> (child: Int32, ours: Int32) {
        switch input {
        case .empty: return (try PipeEnds.open("/dev/null"), -1)
        case .file(let path): return (try PipeEnds.open(path), -1)
        case .pipe:
            let ends = try PipeEnds()
            return (ends.reading, ends.writing)
        }
    }

    private func follow(_ descriptor: Int32, _ take: @escaping @Sendable (inout State, ArraySlice<UInt8>) -> Void) {
        let facts = facts
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                let piece = buffer[..<count]
                facts.change { take(&$0, piece) }
            }
            close(descriptor)
            facts.change { $0.openStreams -= 1 }
        }
    }

    /// The child is reaped and noted as ended in one step, so that no signal ever goes to a stranger of the same number.
    private func awaitEnd() {
        let (facts, id) = (facts, id)
        Thread.detachNewThread {
            var information = siginfo_t()
            while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            facts.change { state in
                var status: Int32 = 0
                waitpid(id, &status, 0)
                state.exit = status & 0x7F == 0 ? .code((status >> 8) & 0xFF) : .signal(status & 0x7F)
            }
        }
    }
}
