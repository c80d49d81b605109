import FoundationEssentials
import Glibc
import MediaFerry
import Synchronization

/// How a run shows itself.
enum FaceKind: String, Sendable {
    /// Bars on a terminal.
    case bars
    /// Plain lines on standard error.
    case plain
    /// NDJSON events on standard output and nothing else there.
    case json
    /// Only the result.
    case quiet
}

/// Shows a run and adds it up: the one recorder behind bars, lines and NDJSON.
final class RunFace: MetricsRecorder {
    private static let spacing = 0.1

    private struct State {
        var tally: RunTally
        var board: ProgressBoard
        var plain = PlainLine()
        var advice = AdviceTally()
        var drawnRows = 0
        var drawnAt: Timestamp?
        var isOver = false
        var hasComplaint = false
    }

    /// How this run shows itself.
    let kind: FaceKind
    /// Whether a line for each finished file goes to standard output.
    private let printsResults: Bool
    private let state: Mutex<State>
    private let lines = LineQueue()

    init(kind: FaceKind, printsResults: Bool, sources: Int, startedAt: Timestamp) {
        self.kind = kind
        self.printsResults = printsResults && kind != .json
        state = Mutex(State(tally: RunTally(startedAt: startedAt), board: ProgressBoard(sources: sources)))
    }

    func record(_ event: FerryEvent) {
        state.withLock { state in
            state.tally.take(event)
            state.advice.take(event)
            switch kind {
            case .json: printJSON(event)
            case .plain: state.plain.line(for: event).map(Console.error)
            case .bars: draw(event, &state)
            case .quiet: break
            }
        }
    }

    /// Waits until everything that was said is written.
    func flush() { lines.flush() }

    /// Adds a delivered source; says so on standard output.
    func delivered(_ receipt: Receipt, source: String, receiptPath: String?) {
        state.withLock { state in
            state.tally.delivered(receipt, source: source, receiptPath: receiptPath)
            result(receipt.outcome.rawValue, receipt.jobId, source, receipt.destination.location, &state)
        }
    }

    /// Adds a source that was not delivered; says so on both outputs.
    func ended(_ job: JobID?, state end: JobState, source: String, error: FerryError) {
        state.withLock { state in
            state.tally.ended(job, state: end, source: source, error: error)
            erase(&state)
            if end != .paused { Console.complain(error) }
            let word = end == .refused ? "refused" : end == .failed ? "failed" : "cancelled"
            result(word, job, source, "-", &state)
        }
    }

    /// Says an error that ends no source of this run.
    func notice(_ error: FerryError) {
        state.withLock { state in
            erase(&state)
            Console.complain(error)
        }
    }

    /// Says a fault that makes the run fail though its sources arrived.
    func complain(_ error: FerryError) {
        state.withLock { $0.hasComplaint = true }
        notice(error)
    }

    /// What the adviser said, as lines.
    var advice: [String] { state.withLock { $0.advice.lines } }

    /// Whether a fault of the run was said.
    var hasComplaint: Bool { state.withLock { $0.hasComplaint } }

    /// The report of the run as it stands.
    func report(finishedAt: Timestamp) -> RunReport {
        state.withLock { state in
            erase(&state)
            state.isOver = true
            return state.tally.report(finishedAt: finishedAt)
        }
    }

    private func result(_ outcome: String, _ job: JobID?, _ source: String, _ location: String, _ state: inout State) {
        guard printsResults else { return }
        erase(&state)
        let fields = [outcome, job?.rawValue ?? "-", Console.visible(source), Console.visible(location)]
        Console.output(fields.joined(separator: "\t"))
    }

    private func printJSON(_ event: FerryEvent) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(event) else { return }
        lines.write(String(decoding: data, as: UTF8.self))
    }

    private func draw(_ event: FerryEvent, _ state: inout State) {
        state.board.take(event)
        if case .jobDelivered(let fields) = event.kind {
            erase(&state)
            Console.error("\(Console.visible(fields.receipt.source.name)): \(PlainLine.delivered(fields.receipt))")
        }
        guard !state.isOver else { return }
        if let drawn = state.drawnAt, event.time.seconds(since: drawn) < Self.spacing { return }
        erase(&state)
        let lines = state.board.lines(columns: Console.columns)
        Console.write(lines.map { $0 + "\n" }.joined(), to: STDERR_FILENO)
        state.drawnRows = lines.count
        state.drawnAt = event.time
    }

    /// Takes the bars off the screen.
    private func erase(_ state: inout State) {
        guard state.drawnRows > 0 else { return }
        Console.write("\r\u{1B}[\(state.drawnRows)A\u{1B}[J", to: STDERR_FILENO)
        state.drawnRows = 0
        state.drawnAt = nil
    }
}
