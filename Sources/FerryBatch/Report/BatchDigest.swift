public import FerryCore

/// What a page about a batch shows, gathered item by item; what it holds does not grow with the batch.
public struct BatchDigest: Sendable {
    /// Items that are shown as the largest savings at most.
    public static let mostSavings = 40
    /// Items that are shown as failed at most.
    public static let mostFailures = 200
    /// Spans of a lane at most, the first.
    public static let mostSpans = 2000
    /// Ranges of the savings' distribution, five percent each, from -50 % to 100 %.
    public static let savingBins = 30

    /// A span of a lane in seconds from the first of all.
    public struct Span: Sendable, Equatable {
        /// What was worked on.
        public var name: String
        /// From when.
        public var from: Timestamp
        /// Until when.
        public var to: Timestamp
    }

    /// The items that saved most, largest first.
    public private(set) var savings: [BatchReport.Item] = []
    /// How many items saved how much, by ``savingBins``.
    public private(set) var distribution = [Int](repeating: 0, count: savingBins)
    /// When what was encoded.
    public private(set) var encodes: [Span] = []
    /// When what was sent.
    public private(set) var sends: [Span] = []
    /// How often each error was the last one, by its code.
    public private(set) var errors: [String: Int] = [:]
    /// Items that did not arrive, the first.
    public private(set) var failures: [BatchReport.Item] = []

    /// Nothing gathered.
    public init() {}

    /// Takes an item.
    public mutating func take(_ item: BatchReport.Item) {
        if let error = item.error { errors[error.code.rawValue, default: 0] += 1 }
        if item.outcome.map({ !$0.isGood }) ?? false, failures.count < Self.mostFailures { failures.append(item) }
        takeTimes(item)
        guard let rendition = item.renditionBytes, item.bytes > 0 else { return }
        let share = 1 - Double(rendition) / Double(item.bytes)
        distribution[min(max(Int((share + 0.5) * 20), 0), Self.savingBins - 1)] += 1
        let place = savings.firstIndex { $0.saved < item.saved } ?? savings.count
        guard place < Self.mostSavings else { return }
        savings.insert(item, at: place)
        if savings.count > Self.mostSavings { savings.removeLast() }
    }

    private mutating func takeTimes(_ item: BatchReport.Item) {
        if let from = item.encodedAt, let seconds = item.encodeSeconds, encodes.count < Self.mostSpans {
            encodes.append(Span(name: item.name, from: from, to: from.advanced(bySeconds: seconds)))
        }
        if let from = item.sentAt, let to = item.endedAt, from <= to, sends.count < Self.mostSpans {
            sends.append(Span(name: item.name, from: from, to: to))
        }
    }
}

extension BatchReport.Item {
    /// Bytes that its rendition saved; below 0 where it is larger.
    public var saved: Int64 { renditionBytes.map { bytes - $0 } ?? 0 }
}
