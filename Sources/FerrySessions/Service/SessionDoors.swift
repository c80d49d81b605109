import FerryCore
import Synchronization

/// Keeps the answers that arrive at a session and the clean-up of that session apart.
final class SessionDoors: Sendable {
    private struct State {
        /// Answers on their way, by session.
        var arriving: [SessionID: Int] = [:]
        var closed: Set<SessionID> = []
    }

    private let state = Mutex(State())

    /// Lets an answer in; `false` while its session is being cleaned up.
    func enter(_ id: SessionID) -> Bool {
        state.withLock { state in
            guard !state.closed.contains(id) else { return false }
            state.arriving[id, default: 0] += 1
            return true
        }
    }

    /// An answer that was let in has arrived, or never will.
    func leave(_ id: SessionID) {
        state.withLock { state in
            guard let count = state.arriving[id] else { return }
            state.arriving[id] = count > 1 ? count - 1 : nil
        }
    }

    /// Lets no answer in from now on; `false` while any is on its way, or where it is closed already.
    func close(_ id: SessionID) -> Bool {
        state.withLock { $0.arriving[id] == nil && $0.closed.insert(id).inserted }
    }

    /// Lets answers in again.
    func open(_ id: SessionID) { state.withLock { _ = $0.closed.remove(id) } }
}
