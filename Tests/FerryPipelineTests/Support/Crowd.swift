import Synchronization

/// Counts how many are inside at once.
final class Crowd: Sendable {
    private let counts = Mutex((now: 0, most: 0))

    /// The most that ever were inside at once.
    var most: Int { counts.withLock { $0.most } }

    func enter() {
        counts.withLock { counts in
            counts.now += 1
            counts.most = max(counts.most, counts.now)
        }
    }

    func leave() { counts.withLock { $0.now -= 1 } }
}
