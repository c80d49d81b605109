public import FerryCore

/// What a batch did, as a document (`mediaferry.batch/1`). Unknown values are `null`, never 0.
///
/// A batch may have a million items: writers add ``Item`` by item to ``items`` from the ledger.
public struct BatchReport: Sendable, Equatable, Codable {
    /// `mediaferry.batch/1`.
    public var schema = "mediaferry.batch/1"
    /// When the run began that wrote the report; items may have ended in earlier ones.
    public var startedAt: Timestamp
    /// When it ended.
    public var finishedAt: Timestamp
    /// Why it ended: `done`, `stopped`, `timeOver` or `blocked`.
    public var end: String
    /// What stopped it, where something did.
    @Nullable public var error: FerryError?
    /// What was listed: a path or a URL.
    public var source: String
    /// The destination without credentials; `null` where renditions took the places of their recordings.
    @Nullable public var destination: String?
    /// The preset.
    public var preset: Preset
    /// How many items ended how.
    public var files: Files
    /// Bytes of all items.
    public var bytes: Bytes
    /// 1 − bytes of what went out / bytes of their recordings; `null` where nothing went out.
    @Nullable public var savings: Double?
    /// All items in the order they were listed.
    public var items: [Item]

    /// How many items ended how; each counts in one field beside `total`.
    public struct Files: Sendable, Equatable, Codable {
        /// All.
        public var total: Int
        /// At the destination, whole.
        public var delivered: Int
        /// At the destination, with stated loss of media.
        public var deliveredWithLoss: Int
        /// There already.
        public var reused: Int
        /// Left as they were, or with their container mended: an encode did not save enough.
        public var notSmaller: Int
        /// Their renditions stand in their places.
        public var replaced: Int
        /// Left alone because their renditions lack media.
        public var kept: Int
        /// Not usable.
        public var refused: Int
        /// Tried as often as the policy says.
        public var setAside: Int
        /// Gone when their turn came.
        public var removed: Int
        /// Still due.
        public var open: Int

        /// Takes the counts of a pass.
        public init(_ totals: BatchTotals) {
            total = totals.items
            delivered = totals.count(.delivered)
            deliveredWithLoss = totals.count(.deliveredWithLoss)
            reused = totals.count(.reused)
            notSmaller = totals.count(.notSmaller)
            replaced = totals.count(.replaced)
            kept = totals.count(.kept)
            refused = totals.count(.refused)
            setAside = totals.count(.setAside)
            removed = totals.count(.removed)
            open = totals.open.items
        }
    }

    /// Bytes of all items.
    public struct Bytes: Sendable, Equatable, Codable {
        /// Of all recordings.
        public var source: Int64
        /// Of those of which something went out.
        public var carried: Int64
        /// Of what went out.
        public var rendition: Int64

        /// Takes the counts of a pass.
        public init(_ totals: BatchTotals) {
            source = totals.bytes
            carried = totals.ended.values.reduce(0) { $0 + $1.carriedBytes }
            rendition = totals.ended.values.reduce(0) { $0 + $1.renditionBytes }
        }
    }

    /// Creates a report without items.
    public init(
        startedAt: Timestamp, finishedAt: Timestamp, end: BatchRun.End, source: String, destination: String?,
        preset: Preset, totals: BatchTotals
    ) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.end = end.word
        if case .blocked(let error) = end {
            _error = Nullable(wrappedValue: error)
        } else {
            _error = Nullable(wrappedValue: nil)
        }
        self.source = source
        _destination = Nullable(wrappedValue: destination)
        self.preset = preset
        files = Files(totals)
        bytes = Bytes(totals)
        _savings = Nullable(wrappedValue: totals.savings)
        items = []
    }
}

extension BatchRun.End {
    /// The end in a word.
    public var word: String {
        switch self {
        case .done: "done"
        case .stopped: "stopped"
        case .timeOver: "timeOver"
        case .blocked: "blocked"
        }
    }
}
