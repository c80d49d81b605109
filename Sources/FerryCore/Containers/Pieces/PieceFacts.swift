/// What one piece of a recording says about its place: pieces of a timeslice recording carry the times of their
/// clusters or fragments, though they may end anywhere, also inside an element. Times are seconds. A pure value.
public struct PieceFacts: Sendable, Equatable {
    /// Bytes of the piece.
    public var bytes: Int64
    /// Its SHA-256; pieces with the same one are the same.
    public var sha256: String
    /// What the recording is made of, for a piece that begins with its header.
    public var header: Header?
    /// The time of the first cluster or fragment in it, and where that begins.
    public var first: Mark?
    /// When the last block or fragment in it begins.
    public var lastTime: Double?
    /// The number of the first and of the last fragment in it.
    public var sequence: ClosedRange<UInt32>?
    /// Times of blocks before the first cluster, counted from the cluster that a piece before holds.
    public var loose: ClosedRange<Double>?
    /// Times of the blocks in its last cluster, counted from there; for a piece without one, those of `loose`.
    public var tail: ClosedRange<Double>?
    /// Where the first element begins that is known to be one; what stands before it ends an element of a piece before.
    public var start: Int64
    /// Where the last whole element ends.
    public var end: Int64
    /// The first bytes, which may finish a header that a piece before begins.
    public var beginning: [UInt8]
    /// The bytes behind `end`, no more than a header.
    public var ending: [UInt8]
    /// The longest time between two blocks in it.
    public var spacing: Double

    /// The beginning of a cluster or of a fragment.
    public struct Mark: Sendable, Equatable {
        /// Its time.
        public var time: Double
        /// The byte of the piece at which it begins.
        public var offset: Int64
    }

    /// What a header says that its other pieces need.
    public struct Header: Sendable, Equatable {
        /// The container.
        public var container: MediaContainer
        /// Nanoseconds of a tick of a cluster's clock.
        public var tick: UInt64
        /// Ticks a second of each track's clock, by the track's number.
        public var scales: [UInt32: UInt32]
    }

    /// Reads a piece.
    ///
    /// - Parameters:
    ///   - source: The piece.
    ///   - sha256: Its SHA-256.
    ///   - header: What the header piece of the recording says; `nil` while it is not known.
    /// - Throws: ``FerryError`` that reading threw.
    public static func read(
        _ source: some ByteSource, sha256: String, header: Header? = nil
    ) throws(FerryError) -> PieceFacts {
        var facts = PieceFacts(bytes: source.byteCount, sha256: sha256)
        facts.beginning = try source.read(at: 0, count: EBMLElement.longestHeader)
        facts.header = try PieceHeader.read(source)
        let container = (facts.header ?? header)?.container
        if container?.isBoxed == true {
            var reader = FragmentPieceReader(source, facts, header: facts.header ?? header)
            return try reader.run()
        }
        var reader = MatroskaPieceReader(source, facts, header: facts.header ?? header)
        return try reader.run()
    }

    init(bytes: Int64, sha256: String) {
        self.bytes = bytes
        self.sha256 = sha256
        (start, end) = (bytes, 0)
        (beginning, ending) = ([], [])
        spacing = 0
    }

    /// A piece without bytes.
    public static let empty = PieceFacts(bytes: 0, sha256: "")

    /// When the piece begins on the recording's clock, as far as it says itself: the first cluster's time, and before it
    /// as long as its loose blocks last.
    var begins: Double? {
        guard let first else { return nil }
        guard let loose else { return first.time }
        return first.time - (loose.upperBound - loose.lowerBound) - min(spacing, 0.1)
    }
}
