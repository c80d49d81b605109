public import FerryCore
public import FerrySessions

/// What every store of what the service keeps beside sessions must do, as a table of behaviours that a test runs one by
/// one; see ``SessionStoreConformance``.
public enum ServiceStoreConformance {
    /// The stores over the same rows.
    public struct Stores: Sendable {
        var sessions: any SessionStore
        var jobs: any JobStore
        var webhooks: any WebhookStore
        var playback: any PlaybackStore
        var tokens: any TokenStore
        var flags: any FlagStore
        var tallies: any TallyStore

        /// Puts stores over the same rows together.
        public init(
            sessions: any SessionStore, jobs: any JobStore, webhooks: any WebhookStore, playback: any PlaybackStore,
            tokens: any TokenStore, flags: any FlagStore, tallies: any TallyStore
        ) {
            self.sessions = sessions
            self.jobs = jobs
            self.webhooks = webhooks
            self.playback = playback
            self.tokens = tokens
            self.flags = flags
            self.tallies = tallies
        }
    }

    /// Opens the stores on the same rows each time it is called; empty at the first call.
    public typealias Opener = @Sendable (_ clock: @escaping @Sendable () -> Timestamp) async throws -> Stores

    /// One behaviour.
    public struct Behaviour: Sendable, CustomStringConvertible {
        /// What holds, as a sentence.
        public let description: String
        private let body: @Sendable (ServiceStoreBench) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (ServiceStoreBench) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// Runs it on fresh stores.
        ///
        /// - Throws: ``ConformanceFailure`` when a store does something else, or what the store throws.
        public func check(_ open: @escaping Opener) async throws {
            let time = SettableTime()
            try await body(
                ServiceStoreBench(stores: try await open { time.now }, time: time) { try await open { time.now } })
        }
    }

    /// The whole table.
    public static let behaviours = webhooks + keeping + counting
}

/// Stores on the bench: the stores, their time, and the way to open them once more.
struct ServiceStoreBench: Sendable {
    let stores: ServiceStoreConformance.Stores
    let time: SettableTime
    let reopen: @Sendable () async throws -> ServiceStoreConformance.Stores

    /// Adds a session that must be new.
    func create(_ id: String) async throws {
        try await stores.sessions.create(
            .sample(id, startedAt: time.now), AuditEntry(time: time.now, action: .create, from: nil, to: .active))
    }

    /// Accepts a hand-off that must be stored.
    func accept(_ handOff: HandOff) async throws {
        try expect(
            try await stores.sessions.accept(handOff), equals: .accepted(handOff.record),
            "the hand-off \(handOff.record.id)")
    }

    /// Has a session tell something to other systems.
    func tell(_ event: WebhookEvent, of id: String) async throws {
        _ = try await stores.sessions.change(SessionID(rawValue: id), answers: .none) { change in
            change.webhooks = [
                WebhookDraft(event: event, sessionID: change.session.id, answerID: nil, time: change.now)
            ]
        }
    }

    /// Ends a job in a state.
    func finish(_ id: String, _ state: JobState) async throws {
        guard
            case .claimed(let leased) = try await stores.jobs.claim(
                JobID(rawValue: id), holder: "w", leaseSeconds: 30)
        else { throw ConformanceFailure("job \(id) must be free") }
        var job = leased.job
        job.state = state
        try expect(try await stores.jobs.finish(job, under: leased.lease), "a good lease may finish job \(id)")
    }
}
