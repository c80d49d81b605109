import Synchronization

/// Counts requests of one kind, from any thread.
final class RequestCount: Sendable {
    private let count = Atomic<Int>(0)

    /// The number of the next one, from 1.
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
