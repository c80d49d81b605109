import MediaFerry

/// What bars show: one row for each file under way and one for all. Events in, lines out.
struct ProgressBoard {
    fileprivate struct Row {
        var name: String
        var state: JobState = .accepted
        var percent: Double?
        var done: Int64 = 0
        var total: Int64?
        var rate: Double?
        var eta: Double?
        var isEncoded = false
    }

    /// Rows that are shown at once; more files are only counted.
    static let maxRows = 8

    private let sources: Int?
    private var rows: [(id: JobID, row: Row)] = []
    private var finished = 0
    private var finishedBytes: Int64 = 0

    /// - Parameter sources: `nil` where the total is said by somebody else.
    init(sources: Int?) { self.sources = sources }

    /// Takes one event.
    mutating func take(_ event: FerryEvent) {
        guard let id = event.jobId else { return }
        switch event.kind {
        case .jobAccepted(let fields): rows.append((id, Row(name: fields.source.name)))
        case .jobState(let fields): change(id) { $0.enter(fields.to) }
        case .encodeProgress(let fields):
            change(id) { row in
                row.percent = fields.percent
                row.eta = fields.etaSeconds
            }
        case .uploadProgress(let fields): change(id) { $0.show(fields) }
        case .jobDelivered(let fields): end(id, bytes: fields.receipt.rendition.bytes)
        case .jobFailed, .jobRefused, .jobCancelled: end(id, bytes: 0)
        default: break
        }
    }

    /// The rows, each at most that many columns wide.
    func lines(columns: Int) -> [String] {
        let shown = rows.prefix(Self.maxRows).map { Self.line($0.row, columns: columns) }
        return sources.map { shown + [total($0, columns: columns)] } ?? shown
    }

    private mutating func change(_ id: JobID, _ body: (inout Row) -> Void) {
        guard let index = rows.firstIndex(where: { $0.id == id }) else { return }
        body(&rows[index].row)
    }

    private mutating func end(_ id: JobID, bytes: Int64) {
        rows.removeAll { $0.id == id }
        finished += 1
        finishedBytes += bytes
    }

    private func total(_ sources: Int, columns: Int) -> String {
        let shares = rows.reduce(Double(finished)) { $0 + ($1.row.share ?? 0) }
        let percent = sources > 0 ? shares / Double(sources) * 100 : 0
        let bytes = rows.reduce(finishedBytes) { $0 + $1.row.done }
        let rate = rows.compactMap(\.row.rate).reduce(0, +)
        let eta = rows.compactMap(\.row.eta).max()
        let facts = [
            Phrases.bytes(Double(bytes)), rate > 0 ? "\(Phrases.bytes(rate))/s" : "", "ETA \(Phrases.time(eta))",
            "\(finished) of \(sources) files",
        ]
        return Self.compose("total", percent: percent, facts: facts, columns: columns)
    }

    private static func line(_ row: Row, columns: Int) -> String {
        let size = row.total.map { "\(Phrases.bytes(Double(row.done)))/\(Phrases.bytes(Double($0)))" } ?? ""
        let facts = [
            size, row.rate.map { "\(Phrases.bytes($0))/s" } ?? "", "ETA \(Phrases.time(row.eta))", row.state.rawValue,
        ]
        return compose(Console.visible(row.name), percent: row.percent ?? 0, facts: facts, columns: columns)
    }

    /// `name [#####     ]  42 %  facts`, the bar taking what room is left.
    private static func compose(_ name: String, percent: Double, facts: [String], columns: Int) -> String {
        let label = name.count > 24 ? "…" + name.suffix(23) : name
        let tail = facts.filter { !$0.isEmpty }.joined(separator: "  ")
        let number = String(Int(percent))
        let head = label + String(repeating: " ", count: max(0, 24 - label.count))
        let width = max(4, min(30, columns - 24 - tail.count - 12))
        let full = Int(percent / 100 * Double(width))
        let bar = String(repeating: "#", count: full) + String(repeating: " ", count: width - full)
        let gap = String(repeating: " ", count: max(0, 3 - number.count))
        return String("\(head) [\(bar)] \(gap)\(number) %  \(tail)".prefix(max(20, columns - 1)))
    }
}

extension ProgressBoard.Row {
    fileprivate mutating func enter(_ next: JobState) {
        if next == .encoding || state == .encoding { percent = 0 }
        if next == .encoding { isEncoded = true }
        if state == .encoding { eta = nil }
        state = next
    }

    fileprivate mutating func show(_ progress: FerryEvent.UploadProgress) {
        done = progress.acknowledgedBytes
        total = progress.totalBytes
        percent = progress.percent
        rate = progress.bytesPerSecond
        eta = progress.etaSeconds
    }

    /// How much of the file's way is done, 0…1: encoding counts as the first half where there is one.
    fileprivate var share: Double? {
        guard let percent else { return nil }
        guard isEncoded else { return percent / 100 }
        return state == .encoding ? percent / 200 : 0.5 + percent / 200
    }
}
