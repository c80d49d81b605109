import FerryCore
import Synchronization

/// The sessions that were seen of late, so that their answers can be taken while the store cannot be read. What it says may
/// be old; the store decides when the answer comes to it.
final class KnownSessions: Sendable {
    /// Sessions that are kept.
    static let limit = 10_000

    private struct State {
        var sessions: [SessionID: InterviewSession] = [:]
        /// In the order in which they came; those at the front go first.
        var order: [SessionID] = []
    }

    private let state = Mutex(State())

    /// A session, as it was seen last.
    subscript(_ id: SessionID) -> InterviewSession? { state.withLock { $0.sessions[id] } }

    /// Keeps a session.
    func saw(_ session: InterviewSession) {
        state.withLock { state in
            if state.sessions.updateValue(session, forKey: session.id) == nil { state.order.append(session.id) }
            guard state.order.count > Self.limit * 2 || state.sessions.count > Self.limit else { return }
            let gone = state.order.prefix(state.order.count - Self.limit / 2)
            for id in gone { state.sessions[id] = nil }
            state.order.removeFirst(gone.count)
        }
    }
}
