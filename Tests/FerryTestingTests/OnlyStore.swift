import FerryCore
import FerryTesting
import Synchronization

/// Gives the same memory store at each opening.
final class OnlyStore: Sendable {
    private let opened = Mutex<MemoryJobStore?>(nil)

    func store(_ clock: @escaping @Sendable () -> Timestamp) -> MemoryJobStore {
        opened.withLock { opened in
            let store = opened ?? MemoryJobStore(clock: clock)
            opened = store
            return store
        }
    }
}
