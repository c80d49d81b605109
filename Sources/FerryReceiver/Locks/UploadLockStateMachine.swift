/// Who may write to one upload, as a value.
///
/// One holder at a time. A newcomer never waits behind a connection that may be dead: the holder is asked to stop once,
/// saves what it has and lets go; then the newcomer goes on from the true offset. When several wait they are served in
/// order, and each but the last is asked to stop at once.
struct UploadLockStateMachine: Sendable {
    /// Names one request for the lock; never used twice.
    typealias Ticket = UInt64

    /// Most requests that wait for one upload.
    static let maxWaiting = 8

    private var holder: Holder?
    private var waiting: [Ticket] = []

    private struct Holder: Sendable {
        var ticket: Ticket
        var isAskedToStop: Bool
    }

    /// Whether somebody holds the lock.
    var isHeld: Bool { holder != nil }

    /// What to do about a request for the lock.
    enum RequestAction: Equatable {
        case grant
        /// The request waits; `stop` is the holder that must be asked to stop now, if any.
        case wait(stop: Ticket?)
        case refuse
    }

    /// Somebody asks for the lock.
    mutating func requested(_ ticket: Ticket) -> RequestAction {
        guard let current = holder else {
            holder = Holder(ticket: ticket, isAskedToStop: false)
            return .grant
        }
        guard waiting.count < Self.maxWaiting else { return .refuse }
        waiting.append(ticket)
        guard !current.isAskedToStop else { return .wait(stop: nil) }
        holder = Holder(ticket: current.ticket, isAskedToStop: true)
        return .wait(stop: current.ticket)
    }

    /// What to do when the lock was let go.
    enum ReleaseAction: Equatable {
        case none
        /// The next one holds it; `stop` says that somebody waits behind it.
        case grant(Ticket, stop: Bool)
    }

    /// The holder lets go. Tickets that do not hold the lock change nothing.
    mutating func released(_ ticket: Ticket) -> ReleaseAction {
        guard holder?.ticket == ticket else { return .none }
        guard !waiting.isEmpty else {
            holder = nil
            return .none
        }
        let next = waiting.removeFirst()
        let isContended = !waiting.isEmpty
        holder = Holder(ticket: next, isAskedToStop: isContended)
        return .grant(next, stop: isContended)
    }

    /// A waiting request gives up.
    ///
    /// - Returns: Whether it was still waiting and must be told.
    mutating func abandoned(_ ticket: Ticket) -> Bool {
        guard let index = waiting.firstIndex(of: ticket) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// The upload is taken away from its holder without a newcomer.
    ///
    /// - Returns: The holder that must be asked to stop now, if any.
    mutating func revoked() -> Ticket? {
        guard let current = holder, !current.isAskedToStop else { return nil }
        holder = Holder(ticket: current.ticket, isAskedToStop: true)
        return current.ticket
    }
}
