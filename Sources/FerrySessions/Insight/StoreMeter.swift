import Synchronization

/// Counts what a store does since its start: commits, the writes in them, and how long statements take.
public final class StoreMeter: Sendable {
    /// What was counted.
    public struct Counts: Sendable {
        /// Transactions that were committed.
        public var commits: Int64 = 0
        /// Writes in them.
        public var writes: Int64 = 0
        /// How long the statements of a call took, without waiting and without the commit.
        public var querySeconds = SecondsHistogram()
        /// How long commits took, from their first statement to the disk.
        public var commitSeconds = SecondsHistogram()

        /// Nothing yet.
        public init() {}
    }

    private let counted = Mutex(Counts())

    /// Has counted nothing yet.
    public init() {}

    /// What was counted until now.
    public var counts: Counts { counted.withLock { $0 } }

    /// The statements of a call took so many seconds.
    package func query(seconds: Double) { counted.withLock { $0.querySeconds.add(seconds) } }

    /// A transaction with so many writes was committed.
    package func commit(writes: Int, seconds: Double) {
        counted.withLock { counts in
            counts.commits += 1
            counts.writes += Int64(writes)
            counts.commitSeconds.add(seconds)
        }
    }
}
