public import FerryCore
public import FerrySessions
import Synchronization

/// A session store that keeps everything in memory, for tests of what stands above the port.
public final class MemorySessionStore: SessionStore {
    private let table: Mutex<MemorySessionTable>
    let jobs: MemoryJobStore
    private let clock: @Sendable () -> Timestamp

    /// An empty store.
    ///
    /// - Parameters:
    ///   - jobs: Where the jobs of hand-offs go.
    ///   - clock: The store's time.
    public init(jobs: MemoryJobStore, clock: @escaping @Sendable () -> Timestamp) {
        table = Mutex(MemorySessionTable())
        self.jobs = jobs
        self.clock = clock
        jobs.tellWrites { [weak self] job in self?.table.withLock { $0.settle(job, now: clock()) } }
    }

    /// Runs `body` on the rows, at the store's time.
    func withTable<Value: Sendable>(_ body: (inout sending MemorySessionTable, Timestamp) -> Value) -> Value {
        table.withLock { body(&$0, clock()) }
    }

    /// Adds a session with the first entry of its trail.
    public func create(_ session: InterviewSession, _ entry: AuditEntry) async throws(FerryError) {
        try table.withLock { table throws(FerryError) in try table.create(session, entry) }
    }

    /// One session, or `nil`.
    public func session(_ id: SessionID) async throws(FerryError) -> InterviewSession? {
        table.withLock { $0.session(id) }
    }

    /// Sessions of a user in these states, newest first.
    public func sessions(
        ofUser userID: String?, in states: Set<SessionState>, limit: Int
    ) async throws(FerryError) -> [InterviewSession] {
        table.withLock { $0.sessions(ofUser: userID, in: states, limit: limit) }
    }

    /// Reads a session, lets `decide` change it, and writes it; see ``SessionStore``.
    public func change(
        _ id: SessionID, answers selection: AnswerSelection,
        _ decide: @escaping @Sendable (inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> InterviewSession? {
        try table.withLock { table throws(FerryError) in try table.change(id, selection, now: clock(), decide) }
    }

    /// Changes two sessions in one transaction; see ``SessionStore``.
    public func change(
        _ first: SessionID, with second: SessionID,
        _ decide: @escaping @Sendable (inout SessionChange, inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> SessionPair? {
        try table.withLock { table throws(FerryError) in
            try table.change(first, with: second, now: clock(), decide)
        }
    }

    /// The answers of a session in the order of their questions.
    public func answers(of id: SessionID, superseded: Bool) async throws(FerryError) -> [Answer] {
        table.withLock { $0.answers(of: id, superseded: superseded) }
    }

    /// One answer, or `nil`.
    public func answer(_ id: AnswerID) async throws(FerryError) -> Answer? { table.withLock { $0.answer(id) } }

    /// The trail of a session, oldest first.
    public func trail(
        of id: SessionID, after sequence: Int64, limit: Int
    ) async throws(FerryError) -> [AuditEntry] {
        table.withLock { $0.trail(of: id, after: sequence, limit: limit) }
    }

    /// Makes an answer and its jobs durable together; see ``SessionStore``.
    public func accept(_ handOff: HandOff, isAcknowledged: Bool) async throws(FerryError) -> HandOffAcceptance {
        try table.withLock { table throws(FerryError) in
            try table.accept(handOff, isAcknowledged: isAcknowledged, now: clock()) { jobs throws(FerryError) in
                try self.jobs.insertWaiting(jobs)
            }
        }
    }

    /// One hand-off, or `nil`.
    public func handOff(_ id: SubmissionID) async throws(FerryError) -> HandOffRecord? {
        table.withLock { $0.handOff(id) }
    }

    /// The hand-off of a session with that key, or `nil`.
    public func handOff(
        ofSession id: SessionID, withKey idempotencyKey: String
    ) async throws(FerryError) -> HandOffRecord? {
        table.withLock { $0.handOff(ofSession: id, withKey: idempotencyKey) }
    }

    /// Unfinished sessions whose time is over, oldest first.
    public func expired(at now: Timestamp, limit: Int) async throws(FerryError) -> [InterviewSession] {
        table.withLock { $0.expired(at: now, limit: limit) }
    }
}
