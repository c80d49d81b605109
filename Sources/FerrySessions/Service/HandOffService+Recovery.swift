public import FerryCore
import FerryPipeline

extension HandOffService {
    /// Makes a token that opens this session for its user again.
    ///
    /// - Throws: `session.notFound`; `session.conflict` for a session at an end, and where recovery is switched off.
    public func recoveryToken(for id: SessionID) async throws(FerryError) -> RecoveryToken {
        try checkRecovery()
        let session = try await stored(id)
        guard session.state.isIncomplete else {
            throw FerryError(
                .sessionConflict, "a session that is \(session.state.rawValue) needs no recovery", input: id.rawValue)
        }
        let end = now.advanced(bySeconds: parts.settings.recoverySeconds)
        return try await tokens.make(for: id, of: session.userID, expiresAt: min(end, session.expiresAt))
    }

    /// Opens the session that a token names.
    ///
    /// - Parameter user: Who shows the token; `nil` where nobody was asked.
    /// - Throws: `request.unauthorized` for a token that was not made here, `service.expired` for one whose time is over,
    ///   `request.forbidden` for one of another user.
    public func recover(_ token: String, user: String?) async throws(FerryError) -> SessionView {
        try checkRecovery()
        let claim = try await tokens.check(token, at: now)
        guard user == nil || user == claim.userID else {
            throw FerryError(.requestForbidden, "the recovery token is another user's")
        }
        let session = try await stored(claim.sessionID)
        guard session.userID == claim.userID else {
            throw FerryError(.requestForbidden, "the recovery token is another user's")
        }
        guard session.state.isIncomplete else {
            throw FerryError(.serviceExpired, "the session is \(session.state.rawValue)", input: session.id.rawValue)
        }
        _ = try await changed(session.id) { (change: inout SessionChange) throws(FerryError) in
            let state = change.session.state
            change.entries.append(AuditEntry(time: change.now, action: .recover, from: state, to: state))
            change.session.touch(at: change.now)
        }
        tally.recovered()
        return try await self.session(session.id)
    }

    private func checkRecovery() throws(FerryError) {
        guard flagBook.flags[.sessionRecovery] else {
            throw FerryError(
                .sessionConflict, "recovery of sessions is switched off", next: "turn the flag sessionRecovery on")
        }
    }

    /// Removes unfinished sessions with which nothing was done for as long as they are kept: they are abandoned, their jobs that are not at an end are cancelled
    /// and their spool is cleared. What was delivered is never touched, and media that waits for a person is kept.
    ///
    /// - Parameter isDryRun: Whether only to say what would be removed.
    public func cleanUp(isDryRun: Bool) async throws(FerryError) -> CleanUpReport {
        if !isDryRun { try await settleOutbox() }
        var report = CleanUpReport(sessions: [], bytes: 0)
        // Those with which something is being done right now.
        var spared: Set<SessionID> = []
        while report.sessions.count < ServiceSettings.maxListed {
            let expired = try await parts.sessions.expired(at: now, limit: 100 + spared.count)
                .filter { !report.sessions.contains($0.id) && !spared.contains($0.id) }
            guard !expired.isEmpty else { break }
            for session in expired {
                if let bytes = try await cleanUpUndisturbed(session.id, isDryRun: isDryRun) {
                    report.bytes += bytes
                    report.sessions.append(session.id)
                } else {
                    spared.insert(session.id)
                }
            }
            if isDryRun { break }
        }
        return report
    }

    /// Keeps answers out of a session while it is cleaned up, and leaves one alone in which something was done meanwhile.
    ///
    /// - Returns: Bytes of the spool; `nil` where it was left alone.
    private func cleanUpUndisturbed(_ id: SessionID, isDryRun: Bool) async throws(FerryError) -> Int64? {
        guard !isDryRun else { return try await cleanUp(id, isDryRun: true) }
        guard doors.close(id) else { return nil }
        defer { doors.open(id) }
        let session = try await stored(id)
        guard session.state.isIncomplete, session.expiresAt <= now else { return nil }
        return try await cleanUp(id, isDryRun: false)
    }

    /// - Returns: Bytes of the spool.
    private func cleanUp(_ id: SessionID, isDryRun: Bool) async throws(FerryError) -> Int64 {
        let media = try await parts.sessions.answers(of: id, superseded: true).flatMap(\.media)
            .filter(\.state.isPending)
        let bytes = media.reduce(0) { $0 + $1.bytes }
        guard !isDryRun else { return bytes }
        let answers = try await control.ask(.cancel, ofAll: media.map(\.jobId))
        for case .failure(let error) in answers where error.code == .storeUnavailable { throw error }
        _ = try await changed(id) { (change: inout SessionChange) throws(FerryError) in
            if change.session.state.isIncomplete { try change.move(.abandon) }
        }
        return bytes
    }

    /// Puts two unfinished sessions of one user together that began as one interview in two tabs; see ``SessionMerge``.
    /// The other one is abandoned.
    ///
    /// - Throws: `session.notFound`; `session.conflict` where they are not one user's, or one is at an end.
    public func merge(_ other: SessionID, into kept: SessionID) async throws(FerryError) -> SessionView {
        guard other != kept else {
            throw FerryError(.sessionConflict, "a session cannot be merged with itself", input: kept.rawValue)
        }
        try await settleOutbox()
        let pair = try await parts.sessions.change(kept, with: other) {
            (change: inout SessionChange, from: inout SessionChange) throws(FerryError) in try change.take(all: &from)
        }
        guard let pair else {
            _ = try await stored(kept)
            throw Self.unknown(other)
        }
        known.saw(pair.first)
        known.saw(pair.second)
        return try await session(kept)
    }
}
