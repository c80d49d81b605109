import FoundationEssentials
import Glibc
import MediaFerry
import Synchronization

/// Shows a batch: bars with a row for each file under way, plain lines, or NDJSON. Keeps counts, no files.
final class BatchFace: MetricsRecorder, BatchWatcher {
    /// Seconds between two drawings, and between two plain lines about the whole.
    private static let spacing = 0.1
    private static let plainSpacing = 10.0

    private struct State {
        var board = ProgressBoard(sources: nil)
        var progress: BatchProgress
        var drawnRows = 0
        var drawnAt: Timestamp?
        var saidAt: Timestamp
        var isOver = false
    }

    private let kind: FaceKind
    private let printsResults: Bool
    private let clock: any FerryClock
    let startedAt: Timestamp
    private let state: Mutex<State>
    private let lines = LineQueue()

    init(kind: FaceKind, printsResults: Bool, clock: any FerryClock) {
        self.kind = kind
        self.printsResults = printsResults && kind != .json
        self.clock = clock
        startedAt = clock.now()
        state = Mutex(State(progress: BatchProgress(startedAt: startedAt), saidAt: startedAt))
    }

    /// The counts as they were told last.
    var totals: BatchTotals { state.withLock { $0.progress.totals } }
    /// Seconds since the start.
    var seconds: Double { clock.now().seconds(since: startedAt) }

    func record(_ event: FerryEvent) {
        switch kind {
        case .json: printJSON(event)
        case .bars:
            state.withLock { state in
                state.board.take(event)
                state.progress.take(event)
                draw(event.time, &state)
            }
        case .plain, .quiet: state.withLock { $0.progress.take(event) }
        }
    }

    func listed(_ page: BatchEntering) { state.withLock { $0.progress.listed(page) } }

    func listingEnded() { state.withLock { $0.progress.isListed = true } }

    func counted(_ totals: BatchTotals) {
        let now = clock.now()
        state.withLock { state in
            state.progress.counted(totals, at: now)
            if kind == .bars { draw(now, &state) }
            if kind == .plain, now.seconds(since: state.saidAt) >= Self.plainSpacing {
                state.saidAt = now
                Console.error(state.progress.line(at: now))
            }
        }
    }

    func ended(_ item: BatchItem, _ outcome: BatchOutcome, _ account: BatchAccount) {
        state.withLock { state in
            erase(&state)
            if let error = account.error, kind != .json { Console.complain(error.named(item.label)) }
            guard printsResults else { return }
            let fields = [
                outcome.rawValue, account.jobId?.rawValue ?? "-", Console.visible(item.label),
                Console.visible(account.location ?? "-"),
            ]
            Console.output(fields.joined(separator: "\t"))
        }
    }

    func postponed(_ item: BatchItem, _ error: FerryError, seconds: Double) {
        guard kind == .plain || kind == .bars else { return }
        notice(error.named(item.label), "tried again in \(Phrases.fixed(seconds, 0)) s: ")
    }

    func notice(_ error: FerryError) { notice(error, "") }

    private func notice(_ error: FerryError, _ before: String) {
        state.withLock { state in
            erase(&state)
            Console.error("mediaferry: \(before)\(Console.visible(error.description))")
        }
    }

    /// Takes the bars away for good.
    func finish(_ totals: BatchTotals) {
        state.withLock { state in
            erase(&state)
            state.isOver = true
            state.progress.totals = totals
        }
    }

    /// Waits until everything that was said is written.
    func flush() { lines.flush() }

    private func printJSON(_ event: FerryEvent) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(event) else { return }
        lines.write(String(decoding: data, as: UTF8.self))
    }

    private func draw(_ now: Timestamp, _ state: inout State) {
        guard !state.isOver else { return }
        if let drawn = state.drawnAt, now.seconds(since: drawn) < Self.spacing { return }
        erase(&state)
        let columns = Console.columns
        let lines = state.board.lines(columns: columns) + [String(state.progress.line(at: now).prefix(columns - 1))]
        Console.write(lines.map { $0 + "\n" }.joined(), to: STDERR_FILENO)
        state.drawnRows = lines.count
        state.drawnAt = now
    }

    /// Takes the bars off the screen.
    private func erase(_ state: inout State) {
        guard state.drawnRows > 0 else { return }
        Console.write("\r\u{1B}[\(state.drawnRows)A\u{1B}[J", to: STDERR_FILENO)
        state.drawnRows = 0
        state.drawnAt = nil
    }
}

extension BatchItem {
    /// How the recording is called in lines: where it is.
    var label: String {
        switch entry.place {
        case .file(let path): path
        case .object(let location): location
        }
    }
}
