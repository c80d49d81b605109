import FerryCore
import Synchronization

/// How many listen to events, and how many may.
final class ListenerCount: Sendable {
    /// The place of one listener; given back once.
    final class Place: Sendable {
        private let count: ListenerCount
        private let isTaken = Mutex(true)

        fileprivate init(_ count: ListenerCount) { self.count = count }

        deinit { leave() }

        /// Gives the place back.
        func leave() {
            let wasTaken = isTaken.withLock { isTaken in
                defer { isTaken = false }
                return isTaken
            }
            if wasTaken { count.taken.withLock { $0 -= 1 } }
        }
    }

    private let limit: Int
    private let taken = Mutex(0)

    init(limit: Int) { self.limit = limit }

    /// Takes a place.
    ///
    /// - Throws: `service.busy` when none is left.
    func enter() throws(FerryError) -> Place {
        let isIn = taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
        guard isIn else {
            throw FerryError(
                .serviceBusy, "\(limit) listeners are connected, the limit", next: "connect again later",
                retryAfterSeconds: 5)
        }
        return Place(self)
    }
}
