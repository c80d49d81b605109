/// Counts of a pass.
public struct BatchTotals: Sendable, Equatable, Codable {
    /// Items and bytes of one kind.
    public struct Count: Sendable, Equatable, Codable {
        /// Items.
        public var items = 0
        /// Bytes of the recordings.
        public var bytes: Int64 = 0
        /// Bytes of what went out, where something did.
        public var renditionBytes: Int64 = 0
        /// Bytes of the recordings of which something went out.
        public var carriedBytes: Int64 = 0

        /// None.
        public init() {}

        /// Adds one item.
        public mutating func add(bytes: Int64, renditionBytes: Int64?) {
            items += 1
            self.bytes += bytes
            guard let renditionBytes else { return }
            self.renditionBytes += renditionBytes
            carriedBytes += bytes
        }
    }

    /// By how they ended.
    public var ended: [BatchOutcome: Count] = [:]
    /// Those that are due, now or later.
    public var open = Count()
    /// Of those, the ones that were tried and failed.
    public var waiting = 0

    /// None.
    public init() {}

    /// All items.
    public var items: Int { ended.values.reduce(open.items) { $0 + $1.items } }
    /// Bytes of all recordings.
    public var bytes: Int64 { ended.values.reduce(open.bytes) { $0 + $1.bytes } }
    /// Items at an end.
    public var endedItems: Int { items - open.items }
    /// Bytes of the recordings at an end.
    public var endedBytes: Int64 { bytes - open.bytes }
    /// Items of one end.
    public func count(_ outcome: BatchOutcome) -> Int { ended[outcome]?.items ?? 0 }

    /// 1 − bytes of what went out / bytes of their recordings, of all that went out; `nil` without any.
    public var savings: Double? {
        let carried = ended.values.reduce(Int64(0)) { $0 + $1.carriedBytes }
        let renditions = ended.values.reduce(Int64(0)) { $0 + $1.renditionBytes }
        return carried > 0 ? 1 - Double(renditions) / Double(carried) : nil
    }
}
