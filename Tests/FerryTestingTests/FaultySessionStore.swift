import FerryCore
import FerrySessions
import FerryTesting

/// A session store with one fault, to see that the conformance suite notices it.
struct FaultySessionStore: SessionStore {
    enum Fault: String, CaseIterable, Sendable {
        case acceptsTwice, repeatsOtherContent, refusesRepeatsAfterTheEnd, refusesTheAcknowledged, acceptsAfterTheEnd,
            acceptsUnknownSessions
        case forgetsJobs, forgetsTrail, forgetsKeys, keysOfAllSessions
        case oldestIsCurrent, losesSuperseded, mixesOrder, ignoresLimit, forgetsUsers, oldestFirst
        case writesFailedDecisions, writesHalfOfPairs, ignoresSelection, losesAnswers, losesEntries, keepsRevision
        case losesTime, expiresTheEnded, createsTwice, forgetsWhenReopened
    }

    let fault: Fault
    let store: MemorySessionStore

    func create(_ session: InterviewSession, _ entry: AuditEntry) async throws(FerryError) {
        if fault == .createsTwice, try await store.session(session.id) != nil {
            _ = try await store.change(session.id, answers: .none) { $0.session = session }
            return
        }
        try await store.create(session, entry)
    }

    func session(_ id: SessionID) async throws(FerryError) -> InterviewSession? {
        var session = try await store.session(id)
        if fault == .keepsRevision { session?.revision = 0 }
        if fault == .losesTime, let startedAt = session?.startedAt { session?.updatedAt = startedAt }
        return session
    }

    func sessions(
        ofUser userID: String?, in states: Set<SessionState>, limit: Int
    ) async throws(FerryError) -> [InterviewSession] {
        let found = try await store.sessions(
            ofUser: fault == .forgetsUsers ? nil : userID, in: states, limit: fault == .ignoresLimit ? 999 : limit)
        return fault == .oldestFirst ? found.reversed() : found
    }

    func change(
        _ id: SessionID, answers selection: AnswerSelection,
        _ decide: @escaping @Sendable (inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> InterviewSession? {
        let fault = fault
        return try await store.change(id, answers: fault == .ignoresSelection ? .current : selection) {
            (change: inout SessionChange) throws(FerryError) in
            let before = change.answers
            if fault == .writesFailedDecisions { try? decide(&change) } else { try decide(&change) }
            if fault == .losesAnswers { change.answers = before }
            if fault == .losesEntries { change.entries = [] }
        }
    }

    func change(
        _ first: SessionID, with second: SessionID,
        _ decide: @escaping @Sendable (inout SessionChange, inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> SessionPair? {
        let fault = fault
        if fault == .writesHalfOfPairs {
            // The first is written, and the second is not reached.
            guard let other = try await store.session(second) else { return nil }
            _ = try await store.change(first) { (change: inout SessionChange) throws(FerryError) in
                var unwritten = SessionChange(session: other, answers: [], now: change.now)
                try? decide(&change, &unwritten)
            }
        }
        return try await store.change(first, with: second, decide)
    }

    func answers(of id: SessionID, superseded: Bool) async throws(FerryError) -> [Answer] {
        let found = try await store.answers(of: id, superseded: fault == .losesSuperseded ? false : superseded)
        return fault == .mixesOrder ? found.reversed() : found
    }

    func answer(_ id: AnswerID) async throws(FerryError) -> Answer? { try await store.answer(id) }

    func trail(of id: SessionID, after sequence: Int64, limit: Int) async throws(FerryError) -> [AuditEntry] {
        if fault == .forgetsTrail { return [] }
        return try await store.trail(of: id, after: sequence, limit: fault == .ignoresLimit ? 999 : limit)
    }

    func accept(_ handOff: HandOff, isAcknowledged: Bool) async throws(FerryError) -> HandOffAcceptance {
        var handOff = handOff
        switch fault {
        case .forgetsJobs: handOff.jobs = []
        case .forgetsKeys: handOff.record.idempotencyKey = nil
        case .oldestIsCurrent:
            handOff.answer.createdAt = Timestamp(microseconds: -handOff.answer.createdAt.microseconds)
        case .acceptsUnknownSessions where try await store.session(handOff.record.sessionID) == nil:
            return .accepted(handOff.record)
        case .acceptsTwice where try await store.handOff(handOff.record.id) != nil: return .accepted(handOff.record)
        case .refusesRepeatsAfterTheEnd:
            if let state = try await store.session(handOff.record.sessionID)?.state, !state.isIncomplete {
                return .illegal(state)
            }
        case .keysOfAllSessions:
            if let key = handOff.record.idempotencyKey,
                let stored = try await store.handOff(ofSession: SessionID(rawValue: "s"), withKey: key)
            {
                return .repeated(stored)
            }
        default: break
        }
        return try await acceptance(of: handOff, isAcknowledged && fault != .refusesTheAcknowledged)
    }

    private func acceptance(
        of handOff: HandOff, _ isAcknowledged: Bool
    ) async throws(FerryError) -> HandOffAcceptance {
        let acceptance = try await store.accept(handOff, isAcknowledged: isAcknowledged)
        switch (fault, acceptance) {
        case (.repeatsOtherContent, .conflict(let record)): return .repeated(record)
        case (.acceptsAfterTheEnd, .illegal): return .accepted(handOff.record)
        default: return acceptance
        }
    }

    func handOff(_ id: SubmissionID) async throws(FerryError) -> HandOffRecord? { try await store.handOff(id) }

    func handOff(
        ofSession id: SessionID, withKey idempotencyKey: String
    ) async throws(FerryError) -> HandOffRecord? {
        try await store.handOff(ofSession: id, withKey: idempotencyKey)
    }

    func expired(at now: Timestamp, limit: Int) async throws(FerryError) -> [InterviewSession] {
        guard fault == .expiresTheEnded else { return try await store.expired(at: now, limit: limit) }
        return try await store.sessions(ofUser: nil, in: Set(SessionState.allCases), limit: 99)
            .filter { $0.expiresAt <= now }.reversed()
    }
}
