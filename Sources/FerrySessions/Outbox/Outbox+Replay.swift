public import FerryCore
import FerryPipeline
import Synchronization

/// What became of the hand-offs that waited in the outbox.
public struct OutboxReplay: Sendable, Equatable {
    /// Hand-offs that the store has now.
    public var stored = 0
    /// Hand-offs whose key the store had with the same content; their media was removed.
    public var repeated = 0
    /// Hand-offs whose session the store does not know, and records that cannot be read; they are kept in `refused.log`, with
    /// their media, for a person to look at.
    public var refused = 0
    /// Places at which the file was damaged.
    public var damaged = 0
    /// Whether nothing waits any more.
    public var isDrained = false

    /// Nothing yet.
    public init() {}
}

extension Outbox {
    /// Hands what waits to the store, oldest first, and empties the file when the store has all of it. A replay that is
    /// broken off, by an error or with the process, goes on with the next one.
    ///
    /// - Parameters:
    ///   - store: The store, which stores a hand-off of a name it has once only.
    ///   - settled: Is told of each hand-off what the store said.
    /// - Returns: What became of those of this replay; nothing when another one is under way.
    /// - Throws: What the store throws; the hand-offs from that one on still wait.
    public func replay(
        into store: any SessionStore,
        settled: @Sendable (HandOff, HandOffAcceptance) async -> Void = { _, _ in }
    ) async throws(FerryError) -> OutboxReplay {
        var report = OutboxReplay()
        guard begin() else { return report }
        defer { state.withLock { $0.isReplaying = false } }
        while let entry = try await log.entry(from: state.withLock { $0.replayed }) {
            if entry.isBehindDamage {
                report.damaged += 1
                try await keepAside(Self.damageNote)
            }
            if let handOff = Self.decode(entry.payload) {
                let acceptance = try await store.accept(handOff, isAcknowledged: true)
                try await settle(handOff, acceptance, entry.payload, &report)
                await settled(handOff, acceptance)
            } else {
                report.refused += 1
                try await keepAside(entry.payload)
            }
            state.withLock { $0.replayed = entry.range.upperBound }
        }
        report.isDrained = try await drain()
        return report
    }

    private func begin() -> Bool {
        state.withLock { state in
            guard !state.isReplaying else { return false }
            state.isReplaying = true
            return true
        }
    }

    private func settle(
        _ handOff: HandOff, _ acceptance: HandOffAcceptance, _ payload: [UInt8], _ report: inout OutboxReplay
    ) async throws(FerryError) {
        switch acceptance {
        case .accepted: report.stored += 1
        case .repeated(let record) where record.id == handOff.record.id: report.stored += 1
        case .repeated:
            report.repeated += 1
            for job in handOff.jobs { await spool.remove(job.id) }
        case .conflict, .illegal, .unknownSession:
            report.refused += 1
            try await keepAside(payload)
        }
        state.withLock { $0.pending.remove(handOff) }
    }

    /// Puts a record where a person finds it, once.
    private func keepAside(_ payload: [UInt8]) async throws(FerryError) {
        let name = Self.name(payload)
        guard state.withLock({ name.map($0.refused.contains) != true }) else { return }
        _ = try await refused.append(payload)
        state.withLock { state in
            if let name { state.refused.insert(name) } else { state.unreadable += 1 }
        }
    }

    /// Stands in the file of what was refused for bytes that could not be read.
    private static let damageNote = Array(#"{"damaged":true}"#.utf8)

    static func name(_ payload: [UInt8]) -> SubmissionID? { decode(payload)?.record.id }

    /// Empties the file unless more has come.
    private func drain() async throws(FerryError) -> Bool {
        guard try await log.empty(behind: state.withLock { $0.replayed }) else { return false }
        state.withLock { $0.replayed = 0 }
        return true
    }
}
