public import FerryCore

/// What a move makes of a session: the session and the move in, the changed session and a line of its trail out.
///
/// | from | next | pause | resume | complete | reset | abandon |
/// |---|---|---|---|---|---|---|
/// | active | active | paused | – | completed | active | abandoned |
/// | paused | – | – | active | completed | active | abandoned |
/// | completed, abandoned | – | – | – | – | – | – |
extension SessionChange {
    /// Makes a legal move.
    ///
    /// `next` stops behind the last question. `reset` sets the answers aside: each of them names itself as its own
    /// successor, so that none is current and all stay readable. `complete` puts the manifest together.
    ///
    /// - Throws: `session.conflict` for a move that is not legal where the session stands; nothing is changed then.
    public mutating func move(_ move: SessionMove) throws(FerryError) {
        let from = session.state
        guard let to = move.target(from: from) else { throw move.refusal(of: session, in: from) }
        switch move {
        case .next: try advance()
        case .pause: session.pausedAt = now
        case .resume: endPause()
        case .reset: setAside()
        case .complete, .abandon:
            endPause()
            session.endedAt = now
            session.questionIndex = move == .complete ? session.questions.count : session.questionIndex
        }
        session.state = to
        session.touch(at: now)
        if move == .complete {
            session.manifest = SessionManifest(
                answers: answers.map(SessionManifest.Entry.init), totals: session.totals, assembledAt: now)
        }
        entries.append(AuditEntry(time: now, action: move.action, from: from, to: to))
    }

    private mutating func advance() throws(FerryError) {
        guard session.questionIndex < session.questions.count else {
            throw FerryError(
                .sessionConflict, "there is no question after the last one", input: session.id.rawValue,
                next: "complete the session")
        }
        session.questionIndex += 1
    }

    private mutating func endPause() {
        guard let pausedAt = session.pausedAt else { return }
        session.pausedSeconds += max(0, now.seconds(since: pausedAt))
        session.pausedAt = nil
    }

    private mutating func setAside() {
        endPause()
        session.questionIndex = 0
        session.resets = (session.resets ?? 0) + 1
        for place in answers.indices {
            answers[place].supersededBy = answers[place].id
            answers[place].updatedAt = now
        }
        session.totals = SessionTotals()
    }
}

extension SessionMove {
    /// Where it leads from a state; `nil` where it is not legal.
    public func target(from state: SessionState) -> SessionState? {
        switch (self, state) {
        case (_, .completed), (_, .abandoned): nil
        case (.next, .active): .active
        case (.pause, .active): .paused
        case (.resume, .paused): .active
        case (.complete, _): .completed
        case (.reset, _): .active
        case (.abandon, _): .abandoned
        case (.next, .paused), (.pause, .paused), (.resume, .active): nil
        }
    }

    var action: AuditEntry.Action {
        switch self {
        case .next: .next
        case .pause: .pause
        case .resume: .resume
        case .complete: .complete
        case .reset: .reset
        case .abandon: .abandon
        }
    }

    func refusal(of session: InterviewSession, in state: SessionState) -> FerryError {
        let legal = SessionMove.allCases.filter { $0.target(from: state) != nil }.map(\.rawValue)
        return FerryError(
            .sessionConflict, "a session that is \(state.rawValue) cannot be asked to \(rawValue)",
            input: session.id.rawValue,
            next: legal.isEmpty ? "begin a new session" : "legal now: \(legal.joined(separator: ", "))")
    }
}
