public import FerryCore
public import FerrySessions

/// The session store of one machine, in the same SQLite file as its jobs: one commit makes an answer and its jobs durable.
///
/// It is opened by ``SQLiteStores``. A commit is on disk when a call returns; calls that wait at the same time share one.
/// A call goes through even when its task has been cancelled.
public struct SQLiteSessionStore: SessionStore {
    /// How long ``accept(_:)`` waits while another process writes, in seconds: its caller has an outbox to put the answer in,
    /// and a client that waits for it.
    public static let handOffSeconds = 2.0

    let access: StoreAccess

    /// Adds a session with the first entry of its trail.
    public func create(_ session: InterviewSession, _ entry: AuditEntry) async throws(FerryError) {
        try await access.write { try $0.sessions.create(session, entry) }
    }

    /// One session, or `nil`.
    public func session(_ id: SessionID) async throws(FerryError) -> InterviewSession? {
        try await access.read { try $0.sessions.session(id) }
    }

    /// Sessions of a user in these states, newest first.
    public func sessions(
        ofUser userID: String?, in states: Set<SessionState>, limit: Int
    ) async throws(FerryError) -> [InterviewSession] {
        try await access.read { try $0.sessions.sessions(ofUser: userID, in: states, limit: limit) }
    }

    /// Reads a session, lets `decide` change it, and writes it; see ``SessionStore``.
    public func change(
        _ id: SessionID, answers selection: AnswerSelection,
        _ decide: @escaping @Sendable (inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> InterviewSession? {
        try await access.write { try $0.sessions.change(id, selection, decide) }
    }

    /// Changes two sessions in one transaction; see ``SessionStore``.
    public func change(
        _ first: SessionID, with second: SessionID,
        _ decide: @escaping @Sendable (inout SessionChange, inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> SessionPair? {
        try await access.write { try $0.sessions.change(first, with: second, decide) }
    }

    /// The answers of a session in the order of their questions.
    public func answers(of id: SessionID, superseded: Bool) async throws(FerryError) -> [Answer] {
        try await access.read { transaction in
            try superseded ? transaction.sessions.allAnswers(of: id) : transaction.sessions.currentAnswers(of: id)
        }
    }

    /// One answer, or `nil`.
    public func answer(_ id: AnswerID) async throws(FerryError) -> Answer? {
        try await access.read { try $0.sessions.answer(id) }
    }

    /// The trail of a session, oldest first.
    public func trail(
        of id: SessionID, after sequence: Int64, limit: Int
    ) async throws(FerryError) -> [AuditEntry] {
        try await access.read { try $0.sessions.trail(of: id, after: sequence, limit: limit) }
    }

    /// Makes an answer and its jobs durable, in one commit; see ``SessionStore``.
    public func accept(_ handOff: HandOff, isAcknowledged: Bool) async throws(FerryError) -> HandOffAcceptance {
        try await access.write(patience: access.handOffSeconds) {
            try $0.sessions.accept(handOff, isAcknowledged: isAcknowledged)
        }
    }

    /// One hand-off, or `nil`.
    public func handOff(_ id: SubmissionID) async throws(FerryError) -> HandOffRecord? {
        try await access.read { try $0.sessions.handOff(id) }
    }

    /// The hand-off of a session with that key, or `nil`.
    public func handOff(
        ofSession id: SessionID, withKey idempotencyKey: String
    ) async throws(FerryError) -> HandOffRecord? {
        try await access.read { try $0.sessions.handOff(ofSession: id, withKey: idempotencyKey) }
    }

    /// Unfinished sessions whose time is over, oldest first.
    public func expired(at now: Timestamp, limit: Int) async throws(FerryError) -> [InterviewSession] {
        try await access.read { try $0.sessions.expired(at: now, limit: limit) }
    }
}
