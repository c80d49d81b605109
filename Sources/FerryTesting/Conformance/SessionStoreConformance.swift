public import FerryCore
public import FerrySessions

/// What every session store must do, as a table of behaviours that a test runs one by one.
///
/// ```swift
/// @Test("a store", arguments: SessionStoreConformance.behaviours)
/// func conforms(_ behaviour: SessionStoreConformance.Behaviour) async throws {
///     try await behaviour.check { clock in
///         let jobs = MemoryJobStore(clock: clock)
///         return (MemorySessionStore(jobs: jobs, clock: clock), jobs)
///     }
/// }
/// ```
public enum SessionStoreConformance {
    /// Opens a store, and that of the jobs in it, on the same rows each time it is called; empty at the first call.
    public typealias Opener =
        @Sendable (_ clock: @escaping @Sendable () -> Timestamp) async throws -> (
            sessions: any SessionStore, jobs: any JobStore
        )

    /// One behaviour.
    public struct Behaviour: Sendable, CustomStringConvertible {
        /// What holds, as a sentence.
        public let description: String
        private let body: @Sendable (SessionStoreBench) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (SessionStoreBench) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// Runs it on a fresh store.
        ///
        /// - Throws: ``ConformanceFailure`` when the store does something else, or what the store throws.
        public func check(_ open: @escaping Opener) async throws {
            let time = SettableTime()
            let (sessions, jobs) = try await open { time.now }
            try await body(
                SessionStoreBench(store: sessions, jobs: jobs, time: time) { try await open { time.now }.sessions })
        }
    }

    /// The whole table.
    public static let behaviours = reading + changing + accepting + repeating + settling
}

/// A store on the bench: the store, the jobs in it, its time, and the way to open it once more.
struct SessionStoreBench: Sendable {
    let store: any SessionStore
    let jobs: any JobStore
    let time: SettableTime
    let reopen: @Sendable () async throws -> any SessionStore

    /// Adds a session that must be new.
    @discardableResult
    func create(_ id: String, userID: String = "user") async throws -> InterviewSession {
        let session = InterviewSession.sample(id, userID: userID, startedAt: time.now)
        try await store.create(session, AuditEntry(time: time.now, action: .create, from: nil, to: .active))
        return session
    }

    /// A session by its name; it must be there.
    func session(_ id: String) async throws -> InterviewSession {
        guard let session = try await store.session(SessionID(rawValue: id)) else {
            throw ConformanceFailure("session \(id) must be there")
        }
        return session
    }

    /// Accepts a hand-off that must be stored.
    @discardableResult
    func accept(_ handOff: HandOff) async throws -> HandOff {
        let acceptance = try await store.accept(handOff)
        try expect(acceptance, equals: .accepted(handOff.record), "the hand-off \(handOff.record.id)")
        return handOff
    }

    /// Moves a session into a state.
    func move(_ id: String, to state: SessionState) async throws {
        _ = try await store.change(SessionID(rawValue: id), answers: .none) { $0.session.state = state }
    }

    /// The actions of a trail; its numbers must count from 1.
    func actions(_ id: String) async throws -> [AuditEntry.Action] {
        let trail = try await store.trail(of: SessionID(rawValue: id), after: 0, limit: 999)
        try expect(trail.map(\.sequence), equals: trail.indices.map { Int64($0) + 1 }, "the numbers of the trail")
        return trail.map(\.action)
    }

    /// The totals of a session must be those of its answers.
    func validate(_ id: String) async throws {
        let session = try await session(id)
        let answers = try await store.answers(of: session.id, superseded: false)
        let validation = SessionValidation(of: session, answers: answers)
        try expect(validation.isSound, "session \(id) is sound: \(validation.differences)")
    }
}
