public import FerryCore
import Synchronization

extension HandOffService {
    /// Begins a session.
    ///
    /// - Throws: `request.unprocessable` for a draft that cannot be one.
    public func createSession(_ draft: SessionDraft) async throws(FerryError) -> SessionView {
        try draft.check()
        let now = now
        let id = SessionID.make()
        var session = InterviewSession(
            id: id, userID: draft.userID, kind: draft.kind, questions: try questions(of: draft), startedAt: now,
            expiresAt: now.advanced(bySeconds: parts.settings.retentionSeconds))
        session.candidate = draft.candidate
        session.metadata = draft.metadata
        session.isProgressive = flagBook.flags.isInRollout(id)
        try await parts.sessions.create(session, AuditEntry(time: now, action: .create, from: nil, to: session.state))
        known.saw(session)
        return SessionView(session, answers: [], now: now)
    }

    private func questions(of draft: SessionDraft) throws(FerryError) -> [Question] {
        guard let draw = draft.draw else { return draft.questions }
        var random = SystemRandomNumberGenerator()
        return try parts.settings.bank.draw(draw.count, kind: draft.kind, domain: draw.domain, using: &random)
    }

    /// Sessions of a user in these states, newest first; of all users where `user` is `nil`.
    public func sessions(
        ofUser user: String?, in states: Set<SessionState>, limit: Int = ServiceSettings.maxListed
    ) async throws(FerryError) -> [InterviewSession] {
        try await parts.sessions.sessions(ofUser: user, in: states, limit: min(limit, ServiceSettings.maxListed))
    }

    /// Whose session it is; also of one that was seen of late while the store cannot be read.
    ///
    /// - Throws: `session.notFound`.
    public func owner(of id: SessionID) async throws(FerryError) -> String {
        // A session never changes hands.
        if let session = known[id] { return session.userID }
        return try await openSession(id).userID
    }

    /// A session with its current answers.
    ///
    /// - Throws: `session.notFound`.
    public func session(_ id: SessionID) async throws(FerryError) -> SessionView {
        let session = try await stored(id)
        return SessionView(session, answers: try await parts.sessions.answers(of: id, superseded: false), now: now)
    }

    /// The trail of a session, oldest first.
    ///
    /// - Throws: `session.notFound`.
    public func trail(
        of id: SessionID, after sequence: Int64, limit: Int
    ) async throws(FerryError) -> [AuditEntry] {
        _ = try await stored(id)
        return try await parts.sessions.trail(of: id, after: sequence, limit: min(limit, ServiceSettings.maxListed))
    }

    /// Makes a move other than `complete`.
    ///
    /// - Throws: `session.notFound`, `session.conflict` for a move that is not legal where the session stands.
    public func move(_ move: SessionMove, _ id: SessionID) async throws(FerryError) -> SessionView {
        guard move != .complete else { return try await complete(id).session }
        if move == .abandon || move == .reset { try await settleOutbox() }
        _ = try await changed(id) { (change: inout SessionChange) throws(FerryError) in try change.move(move) }
        return try await session(id)
    }

    /// Ends a session: puts the manifest together from what is known, in one commit. Media still on its way goes on, and
    /// is named.
    ///
    /// - Throws: `session.notFound`, `session.conflict` for a session that is at an end.
    public func complete(_ id: SessionID) async throws(FerryError) -> SessionCompletion {
        try await settleOutbox()
        let start = now
        let kept = Mutex<[Answer]>([])
        let session = try await changed(id) { (change: inout SessionChange) throws(FerryError) in
            try change.move(.complete)
            // The end of a session changes none of its answers, so these need not be read once more.
            kept.withLock { [answers = change.answers] in $0 = answers }
            change.webhooks.append(
                WebhookDraft(event: .sessionCompleted, sessionID: change.session.id, answerID: nil, time: change.now))
        }
        let seconds = now.seconds(since: start)
        guard let manifest = session.manifest else {
            throw FerryError(.storeUnavailable, "the manifest was not stored", input: id.rawValue)
        }
        return SessionCompletion(
            session: SessionView(session, answers: kept.withLock { $0 }, now: now), manifest: manifest,
            pending: manifest.answers.flatMap(\.pendingJobs),
            assemblySeconds: seconds)
    }

    /// Waits until no media of a session is on its way, at most so many seconds.
    ///
    /// - Returns: Jobs that are not at an end.
    public func pendingJobs(of id: SessionID, waitingSeconds: Double) async throws(FerryError) -> [JobID] {
        let end = now.advanced(bySeconds: waitingSeconds)
        while true {
            let pending = try await parts.sessions.answers(of: id, superseded: false).flatMap(\.media)
                .filter { $0.state.isPending && !$0.isHeld }.map(\.jobId)
            guard !pending.isEmpty, now < end, (try? await parts.clock.sleep(seconds: 0.1)) != nil else {
                return pending
            }
        }
    }

    /// Hands the store what waits in the outbox, before a move that ends a session, so that its manifest is whole. An answer
    /// that slips into the outbox behind this is stored all the same, and added to the manifest.
    ///
    /// - Throws: `store.unavailable` while the store cannot take it.
    func settleOutbox() async throws(FerryError) {
        guard !parts.outbox.isEmpty else { return }
        await drainOutbox()
        guard parts.outbox.isEmpty else {
            throw FerryError(
                .storeUnavailable, "acknowledged answers wait for the store", next: "ask again in a few seconds",
                disposition: .retryAfter, retryAfterSeconds: Self.drainSeconds * 5)
        }
    }

    func stored(_ id: SessionID) async throws(FerryError) -> InterviewSession {
        guard let session = try await parts.sessions.session(id) else { throw Self.unknown(id) }
        known.saw(session)
        return session
    }

    func changed(
        _ id: SessionID, _ decide: @escaping @Sendable (inout SessionChange) throws(FerryError) -> Void
    ) async throws(FerryError) -> InterviewSession {
        guard let session = try await parts.sessions.change(id, decide) else { throw Self.unknown(id) }
        known.saw(session)
        return session
    }

    static func unknown(_ id: SessionID) -> FerryError {
        FerryError(.sessionNotFound, "there is no such session", input: id.rawValue)
    }
}
