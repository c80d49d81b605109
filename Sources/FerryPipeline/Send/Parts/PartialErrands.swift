import FerryCore
import HTTPTypes
import Synchronization

/// Performs single actions of the parts machine at a server whose parts are uploads of their own.
final class PartialErrands: PartsWork {
    let cargo: UploadCargo
    let dialect: any JoiningDialect
    let desk: TransferDesk
    let disk: BlockingLane
    let seen = SharedProof()
    /// Requests without body bytes go one at a time.
    private let turns = KeyTurns()
    private let known: Mutex<Known>

    /// What is known of the partial uploads.
    struct Known: Sendable {
        /// What is written down.
        var places: PartialPlaces
        /// Bytes that each holds, as last heard.
        var standing: [Int: Int64] = [:]
        /// Whether a part that was acknowledged counts without being asked; until the server misses one.
        var trustsReplies = true
    }

    init(
        cargo: UploadCargo, dialect: any JoiningDialect, desk: TransferDesk, disk: BlockingLane, places: PartialPlaces
    ) {
        self.cargo = cargo
        self.dialect = dialect
        self.desk = desk
        self.disk = disk
        known = Mutex(Known(places: places))
    }

    var storage: any StorageDialect { dialect }
    var object: String? { places.object }
    var places: PartialPlaces { known.withLock { $0.places } }

    func entityTag(of parts: [PartReference]) -> String? { nil }

    func perform(
        _ action: PartsStateMachine.Action, upload: PartsUpload?, features: PartsFeatures
    ) async throws(FerryError) -> Event {
        switch action {
        case .inspect: return ours(try await inspect())
        case .compare(let facts): return try await compare(facts)
        case .begin(let bytes, _): return try await begin(bytes)
        case .list: return try await list(upload)
        case .match(let listed): return .matched(Self.kept(listed))
        case .send(let chunk): return try await send(chunk)
        case .ask(let chunk): return try await ask(chunk)
        case .complete: return try await join()
        case .remove: return try await discard()
        case .abort(_, let isFreshStart): return try await abort(isFreshStart: isFreshStart)
        case .wait(let seconds, let cause, let failures, let error):
            return try await wait(seconds, cause, failures, error)
        case .store, .rewind, .finish, .fail, .stop: preconditionFailure("nothing that is done here")
        }
    }

    /// The server named the object in its reply to us: nobody else's stands there.
    private func ours(_ event: Event) -> Event {
        guard case .inspected(var facts?) = event else { return event }
        facts.marker = cargo.marker
        return .inspected(facts)
    }

    /// Nothing is asked of the server: each part is begun when it is sent.
    private func begin(_ partBytes: Int64) async throws(FerryError) -> Event {
        let joining = places.joining
        known.withLock { $0 = Known(places: PartialPlaces(joining: joining)) }
        try desk.note(.creating)
        let upload = PartsUpload(
            id: "partial", partBytes: partBytes, checksum: dialect.capabilities.chunkChecksum,
            partials: PartialPlaces(joining: joining))
        let record = UploadRecord(dialect: dialect.name, location: dialect.endpoint, parts: upload)
        try await desk.tracker.save { $0.upload = record }
        return .begun(upload)
    }

    private static func kept(_ listed: [ListedPart]) -> [Int: PartReference] {
        Dictionary(listed.map { ($0.index, PartReference(entityTag: $0.entityTag)) }) { first, _ in first }
    }

    /// Bytes that a part's upload holds, as last heard.
    func standing(_ index: Int) -> Int64 { known.withLock { $0.standing[index] ?? 0 } }

    func stands(_ index: Int, at offset: Int64) { known.withLock { $0.standing[index] = offset } }

    /// Bytes that a part's upload holds without a question: all of one that was acknowledged, none of one that nothing
    /// was sent to; `nil` where the server must be asked.
    func certain(_ index: Int, _ url: String, bytes: Int64) -> Int64? {
        guard known.withLock(\.trustsReplies) else { return nil }
        if desk.tally.partReferences[index]?.entityTag == url { return bytes }
        return desk.tally.startedParts.contains(index) ? nil : 0
    }

    /// The server misses parts: from now on each is asked.
    func distrust() { known.withLock { $0.trustsReplies = false } }

    /// A part's upload is gone.
    func forget(_ index: Int) async throws(FerryError) {
        known.withLock { $0.standing[index] = nil }
        try await change { $0.urls[index] = nil }
    }

    /// Changes what is written down, and writes it.
    func change(_ body: @Sendable (inout PartialPlaces) -> Void) async throws(FerryError) {
        remember(body)
        try await desk.tracker.save()
    }

    /// Changes what is written down, and writes it; what cannot be written is taken back, so that no later write says it.
    func changeOrNot(
        _ body: @Sendable (inout PartialPlaces) -> Void, undo: @Sendable (inout PartialPlaces) -> Void
    ) async throws(FerryError) {
        do throws(FerryError) { try await change(body) } catch {
            remember(undo)
            throw error
        }
    }

    /// Changes what the next write will say.
    private func remember(_ body: @Sendable (inout PartialPlaces) -> Void) {
        known.withLock { body(&$0.places) }
        desk.tracker.change { job in
            guard var parts = job.upload?.parts, var places = parts.partials else { return }
            body(&places)
            parts.partials = places
            job.upload?.parts = parts
        }
    }

    /// Runs a request without body bytes in its turn.
    func inTurn<Value>(_ body: () async throws(FerryError) -> Value) async throws(FerryError) -> Value {
        try await turns.withTurn(of: "", body)
    }
}
