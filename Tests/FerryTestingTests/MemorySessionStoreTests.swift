import FerryCore
import FerrySessions
import FerryTesting
import Synchronization
import Testing

@Suite("MemorySessionStore does what every session store must do")
struct MemorySessionStoreTests {
    @Test("conformance", arguments: SessionStoreConformance.behaviours)
    func conforms(_ behaviour: SessionStoreConformance.Behaviour) async throws {
        let only = OnlySessionStore()
        try await behaviour.check { clock in only.stores(clock) }
    }
}

/// Gives the same memory stores at each opening.
final class OnlySessionStore: Sendable {
    private let opened = Mutex<(MemorySessionStore, MemoryJobStore)?>(nil)

    func stores(_ clock: @escaping @Sendable () -> Timestamp) -> (sessions: any SessionStore, jobs: any JobStore) {
        opened.withLock { opened in
            if let opened { return opened }
            let jobs = MemoryJobStore(clock: clock)
            let stores = (MemorySessionStore(jobs: jobs, clock: clock), jobs)
            opened = stores
            return stores
        }
    }
}
