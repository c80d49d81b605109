import FerryCore
import FerryTesting
import Synchronization

/// Gives the same memory stores at each opening.
final class OnlySessionStore: Sendable {
    private let opened = Mutex<(MemorySessionStore, MemoryJobStore)?>(nil)

    func memory(
        _ clock: @escaping @Sendable () -> Timestamp
    ) -> (sessions: MemorySessionStore, jobs: MemoryJobStore) {
        opened.withLock { opened in
            if let opened { return opened }
            let jobs = MemoryJobStore(clock: clock)
            let stores = (MemorySessionStore(jobs: jobs, clock: clock), jobs)
            opened = stores
            return stores
        }
    }
}
