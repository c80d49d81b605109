public import FerryCore
public import FerryPipeline
import FoundationEssentials
import Synchronization

/// Hand-offs that were acknowledged while the store could not be written, in the order in which they came, in an
/// append-only file beside the store.
///
/// ``accept(_:)`` returns when the hand-off would survive a power cut. ``replay(into:settled:)`` hands all of them to the
/// store: none is lost, because the file is emptied only when the store has them all; none is doubled, because the store
/// knows a hand-off by its name. No hand-off may overtake another: while ``isEmpty`` is false, those that come go in here
/// too.
public final class Outbox: Sendable {
    /// The most bytes that may wait here.
    public static let maxBytes: Int64 = 256 << 20

    struct State {
        var pending = PendingHandOffs()
        /// Up to where the store has everything.
        var replayed: Int64 = 0
        var isReplaying = false
        /// Hand-offs that were put aside, and how many records there cannot be read.
        var refused: Set<SubmissionID> = []
        var unreadable = 0
    }

    let log: RecordLog
    let refused: RecordLog
    let spool: HandOffSpool
    let state: Mutex<State>

    /// Opens the outbox of a state directory, with what an earlier process left in it.
    ///
    /// - Parameter spool: Where the media of hand-offs is.
    /// - Throws: `store.unavailable` when it cannot be used, or another process has it open; `spool.full`.
    public init(state directory: StateDirectory, spool: HandOffSpool) async throws(FerryError) {
        self.spool = spool
        (log, refused) = try await spool.run { () throws(FerryError) in
            (
                try RecordLog(path: directory.outbox, in: directory, key: spool.sealingKey),
                try RecordLog(path: directory.refused, in: directory, key: spool.sealingKey)
            )
        }
        var pending = PendingHandOffs()
        var place: Int64 = 0
        while let entry = try await log.entry(from: place) {
            if let handOff = Self.decode(entry.payload) { pending.add(handOff, at: entry.range.lowerBound) }
            place = entry.range.upperBound
        }
        var opened = State(pending: pending)
        place = 0
        while let entry = try await refused.entry(from: place) {
            if let name = Self.name(entry.payload) { opened.refused.insert(name) } else { opened.unreadable += 1 }
            place = entry.range.upperBound
        }
        state = Mutex(opened)
    }

    /// Whether nothing waits.
    public var isEmpty: Bool { log.bytes == 0 }

    /// How many hand-offs wait.
    public var count: Int { state.withLock { $0.pending.count } }

    /// How many hand-offs, and records that cannot be read, were put aside for a person to look at: acknowledged answers
    /// that are in no store.
    public var refusedCount: Int { state.withLock { $0.refused.count + $0.unreadable } }

    /// Takes a hand-off in the store's place.
    ///
    /// - Parameter store: Where a hand-off with the same key may stand already; while it cannot be read only those that wait
    ///   here are looked at.
    /// - Returns: `accepted`; or `repeated` or `conflict` where a hand-off with the same key waits here or is in the store.
    /// - Throws: `spool.full`, `store.unavailable`; the hand-off is not taken then.
    @discardableResult public func accept(
        _ handOff: HandOff, besides store: (any SessionStore)? = nil
    ) async throws(FerryError) -> HandOffAcceptance {
        // What leaves the outbox is in the store before, so that no key is missed on the way.
        if let key = PendingHandOffs.key(handOff) {
            var earlier = try await self.handOff(ofSession: key.session, withKey: key.key)?.record
            if earlier == nil { earlier = try? await store?.handOff(ofSession: key.session, withKey: key.key) }
            if let earlier {
                return earlier.contentSHA256 == handOff.record.contentSHA256 ? .repeated(earlier) : .conflict(earlier)
            }
        }
        guard state.withLock({ $0.pending.reserve(handOff) }) else {
            throw FerryError(.storeUnavailable, "an answer with the same key is being handed off", disposition: .retry)
        }
        defer { state.withLock { $0.pending.release(handOff) } }
        let payload = try Self.encode(handOff)
        guard log.bytes + Int64(payload.count) <= Self.maxBytes else {
            throw FerryError(.storeUnavailable, "the outbox holds \(Self.maxBytes) bytes, its limit")
        }
        let range = try await log.append(payload)
        state.withLock { $0.pending.add(handOff, at: range.lowerBound) }
        return .accepted(handOff.record)
    }

    /// A hand-off that waits here, or `nil`.
    public func handOff(_ id: SubmissionID) async throws(FerryError) -> HandOff? {
        guard let place = state.withLock({ $0.pending.place(id) }), let entry = try await log.entry(from: place),
            let handOff = Self.decode(entry.payload), handOff.record.id == id
        else { return nil }
        return handOff
    }

    /// The hand-off of a session with that `Idempotency-Key` that waits here, or `nil`.
    public func handOff(
        ofSession id: SessionID, withKey idempotencyKey: String
    ) async throws(FerryError) -> HandOff? {
        let key = PendingHandOffs.Key(session: id, key: idempotencyKey)
        guard let name = state.withLock({ $0.pending.name(key) }) else { return nil }
        return try await handOff(name)
    }

    static func encode(_ handOff: HandOff) throws(FerryError) -> [UInt8] {
        guard let data = try? JSONEncoder().encode(handOff) else {
            throw FerryError(.storeUnavailable, "the hand-off cannot be written as JSON")
        }
        return Array(data)
    }

    static func decode(_ payload: [UInt8]) -> HandOff? { try? JSONDecoder().decode(HandOff.self, from: Data(payload)) }
}
