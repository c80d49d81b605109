public import FerryCore
public import FerrySessions

/// What the service keeps beside sessions, in the same SQLite file: webhooks, positions, tokens, switches, counts.
///
/// It is opened by ``SQLiteStores``. A commit is on disk when a call returns; calls that wait at the same time share one.
public struct SQLiteServiceStore: Sendable {
    let access: StoreAccess
}

extension SQLiteServiceStore: WebhookStore {
    /// Takes webhooks that are due; see ``WebhookStore``.
    public func claimDue(limit: Int, forSeconds seconds: Double) async throws(FerryError) -> [OutgoingWebhook] {
        try await access.write { try $0.webhooks.claimDue(limit: limit, forSeconds: seconds) }
    }

    /// When the next one is due; `nil` while none waits.
    public func nextDue() async throws(FerryError) -> Timestamp? {
        try await access.read { try $0.webhooks.nextDue() }
    }

    /// Writes what came of an attempt.
    public func settle(_ id: WebhookID, _ outcome: WebhookOutcome) async throws(FerryError) -> OutgoingWebhook? {
        try await access.write { try $0.webhooks.settle(id, outcome) }
    }

    /// One webhook, or `nil`.
    public func webhook(_ id: WebhookID) async throws(FerryError) -> OutgoingWebhook? {
        try await access.read { try $0.webhooks.webhook(id) }
    }

    /// The webhooks of a session, newest first.
    public func webhooks(ofSession id: SessionID, limit: Int) async throws(FerryError) -> [OutgoingWebhook] {
        try await access.read { try $0.webhooks.webhooks(ofSession: id, limit: limit) }
    }

    /// Forgets webhooks that were delivered or given up before a time.
    public func forgetWebhooks(endedBefore time: Timestamp, limit: Int) async throws(FerryError) -> Int {
        try await access.write { try $0.webhooks.forget(endedBefore: time, limit: limit) }
    }
}

extension SQLiteServiceStore: PlaybackStore {
    /// What was written last of a user's position in an item, or `nil`.
    public func playback(
        of item: String, by userID: String
    ) async throws(FerryError) -> PlaybackProgress.Stored? {
        try await access.read { try $0.service.playback(of: item, by: userID) }
    }

    /// Writes a position; the milestone never falls.
    public func save(
        _ progress: PlaybackProgress.Stored, of item: String, by userID: String
    ) async throws(FerryError) {
        try await access.write { try $0.service.save(progress, of: item, by: userID) }
    }
}

extension SQLiteServiceStore: TokenStore {
    /// Adds a token; one whose name is taken is refused with `store.unavailable`.
    public func add(_ token: AccessToken) async throws(FerryError) {
        try await access.write { try $0.service.add(token) }
    }

    /// All tokens, oldest first.
    public func tokens() async throws(FerryError) -> [AccessToken] {
        try await access.read { try $0.service.tokens() }
    }

    /// Forgets a token; whether there was one of that name.
    public func remove(token id: String) async throws(FerryError) -> Bool {
        try await access.write { try $0.service.remove(token: id) }
    }
}

extension SQLiteServiceStore: FlagStore {
    /// What was turned at run time.
    public func turnedFlags() async throws(FerryError) -> ServiceFlags.Layer? {
        try await access.read { try $0.service.flags() }
    }

    /// Keeps what was turned; `nil` takes it back.
    public func keep(_ layer: ServiceFlags.Layer?) async throws(FerryError) {
        try await access.write { try $0.service.keep(layer) }
    }

    /// Whether all work was paused by request.
    public func isPaused() async throws(FerryError) -> Bool { try await access.read { try $0.service.isPaused() } }

    /// Keeps whether all work is paused.
    public func keep(isPaused: Bool) async throws(FerryError) {
        try await access.write { try $0.service.keep(isPaused: isPaused) }
    }
}

extension SQLiteServiceStore: TallyStore {
    /// The counts as they are kept with every write.
    public func tally() async throws(FerryError) -> StoreTally { try await access.read { try $0.tallies.tally() } }

    /// The same counts made anew from the rows.
    public func recount() async throws(FerryError) -> StoreTally {
        try await access.read { try $0.tallies.recount() }
    }

    /// Looks for media that was acknowledged and has no job.
    public func missingJobs(
        after cursor: SubmissionID?, limit: Int
    ) async throws(FerryError) -> MissingJobs {
        try await access.read { try $0.tallies.missingJobs(after: cursor, limit: limit) }
    }
}
