public import FerryCore

/// The port that keeps sessions, answers, hand-offs and their jobs over restarts, in one store with the jobs, so that one
/// commit makes an answer and its jobs durable together.
///
/// Every write is durable when the call returns, and shares its commit with others that wait. All functions throw
/// `store.unavailable` when the store cannot be used, `spool.full` when it has no space. No query reads more rows than it
/// gives, whatever the store holds.
///
/// A write of a job that carries an answer's media writes where it stands into the answer too, in the same commit, by
/// ``SessionChange/settle(_:of:)``; the job store over the same rows does that.
public protocol SessionStore: Sendable {
    /// Adds a session with the first entry of its trail.
    func create(_ session: InterviewSession, _ entry: AuditEntry) async throws(FerryError)

    /// One session, or `nil`.
    func session(_ id: SessionID) async throws(FerryError) -> InterviewSession?

    /// Sessions of a user in these states, newest first, at most `limit`; of all users where `userID` is `nil`.
    func sessions(
        ofUser userID: String?, in states: Set<SessionState>, limit: Int
    ) async throws(FerryError) -> [InterviewSession]

    /// Reads a session, lets `decide` change it, and writes it with the entries, in one transaction.
    ///
    /// The store counts the revision up and sets `updatedAt`, of the session and of each answer that was changed.
    ///
    /// - Parameters:
    ///   - selection: Which answers `decide` is given; no others are read.
    ///   - decide: Pure: the session and those answers in; entries for the trail, and answers that it changed, out. What
    ///     it throws is thrown on, and nothing is written.
    /// - Returns: The session as written, or `nil` when there is no such session.
    func change(
        _ id: SessionID, answers selection: AnswerSelection,
        _ decide: @escaping @Sendable (inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> InterviewSession?

    /// Reads two sessions with their current answers, lets `decide` change both, and writes both in one transaction.
    ///
    /// An answer that comes over from the second to the first is added to the first and taken off the second.
    ///
    /// - Returns: Both as written, or `nil` when one of them is not there, or they are the same.
    func change(
        _ first: SessionID, with second: SessionID,
        _ decide: @escaping @Sendable (inout SessionChange, inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> SessionPair?

    /// The current answers of a session in the order of their questions; with `superseded` those too whose place was
    /// taken, each after the one that took it.
    func answers(of id: SessionID, superseded: Bool) async throws(FerryError) -> [Answer]

    /// One answer, or `nil`.
    func answer(_ id: AnswerID) async throws(FerryError) -> Answer?

    /// The trail of a session, oldest first, at most `limit` entries after `sequence`.
    func trail(
        of id: SessionID, after sequence: Int64, limit: Int
    ) async throws(FerryError) -> [AuditEntry]

    /// Makes an answer and its jobs durable, in one commit: session, answer, trail, hand-off and job rows.
    ///
    /// A repeat of a stored key is found in the same transaction, so of two that come at once one is stored. The same
    /// hand-off once more is a repeat too, wherever its session stands by now. Of two answers to one question the younger
    /// is current, whichever comes first; of two of the same time the one that comes later.
    ///
    /// - Parameter isAcknowledged: Whether its caller was told already that it is safe, as of a hand-off that waited in the
    ///   outbox. Then it is not refused for where its session stands, nor for a key that was used for other content: it is
    ///   stored without its key, and stands in the manifest of a session that was completed meanwhile.
    func accept(_ handOff: HandOff, isAcknowledged: Bool) async throws(FerryError) -> HandOffAcceptance

    /// One hand-off, or `nil`.
    func handOff(_ id: SubmissionID) async throws(FerryError) -> HandOffRecord?

    /// The hand-off of a session with that `Idempotency-Key`, or `nil`.
    func handOff(
        ofSession id: SessionID, withKey idempotencyKey: String
    ) async throws(FerryError) -> HandOffRecord?

    /// Unfinished sessions whose time is over at `now`, oldest first, at most `limit`.
    func expired(at now: Timestamp, limit: Int) async throws(FerryError) -> [InterviewSession]
}

extension SessionStore {
    /// Changes a session with all its current answers at hand; see ``change(_:answers:_:)``.
    public func change(
        _ id: SessionID, _ decide: @escaping @Sendable (inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> InterviewSession? {
        try await change(id, answers: .current, decide)
    }

    /// Makes an answer and its jobs durable that nobody was told of yet; see ``accept(_:isAcknowledged:)``.
    public func accept(_ handOff: HandOff) async throws(FerryError) -> HandOffAcceptance {
        try await accept(handOff, isAcknowledged: false)
    }
}

/// Two sessions that were changed together.
public struct SessionPair: Sendable, Equatable {
    /// The one named first.
    public var first: InterviewSession
    /// The other.
    public var second: InterviewSession

    /// Pairs them.
    public init(first: InterviewSession, second: InterviewSession) {
        self.first = first
        self.second = second
    }
}

/// Which answers of a session a change is decided by.
public enum AnswerSelection: Sendable, Hashable {
    /// All current ones.
    case current
    /// One, whether it is current or its place was taken; none where the session has no such answer.
    case only(AnswerID)
    /// None.
    case none
}

/// What a decision about a session reads and changes.
public struct SessionChange: Sendable {
    /// The session; what is changed here is written.
    public var session: InterviewSession
    /// The answers that were asked for, current ones in the order of their questions. Those that are changed here are
    /// written, and so are those that are added: new ones, and ones of another session, which come over. None may be taken
    /// off; one that is superseded says so itself.
    public var answers: [Answer]
    /// What is added to the trail.
    public var entries: [AuditEntry] = []
    /// What other systems are to be told.
    public var webhooks: [WebhookDraft] = []
    /// The store's time.
    public let now: Timestamp

    /// Creates a change.
    public init(session: InterviewSession, answers: [Answer], now: Timestamp) {
        self.session = session
        self.answers = answers
        self.now = now
    }
}

/// An answer whose bytes are durable in the spool, ready for its rows.
public struct HandOff: Sendable, Equatable, Codable {
    /// The answer, with its media.
    public var answer: Answer
    /// What a repeat is known by.
    public var record: HandOffRecord
    /// The jobs of its media, as they are to be stored: `accepted`, or `paused` while held. Nobody holds them.
    public var jobs: [JobRecord]

    /// Creates a hand-off.
    public init(answer: Answer, record: HandOffRecord, jobs: [JobRecord]) {
        self.answer = answer
        self.record = record
        self.jobs = jobs
    }
}

/// What came of accepting a hand-off.
public enum HandOffAcceptance: Sendable, Equatable {
    /// It was stored.
    case accepted(HandOffRecord)
    /// The same key with the same content was stored before; the jobs of this one are not needed.
    case repeated(HandOffRecord)
    /// The same key was stored with other content.
    case conflict(HandOffRecord)
    /// The session takes no answers where it stands.
    case illegal(SessionState)
    /// There is no such session.
    case unknownSession
}
