package import FerryCore

/// What becomes of a hand-off, decided by what a store holds at that moment.
package enum HandOffDecision: Sendable {
    /// Nothing is written; this is the answer.
    case refuse(HandOffAcceptance)
    /// It is stored: the session with these answers, entries and webhooks, and the record.
    case store(SessionChange, HandOffRecord)

    /// Decides.
    ///
    /// A hand-off that is stored already is known again first, so that its repeat is answered wherever the session stands
    /// by now.
    ///
    /// - Parameters:
    ///   - handOff: What was taken in.
    ///   - isAcknowledged: Whether its caller was told that it is safe: then it must not be refused.
    ///   - stored: The stored hand-off of its name, else that of its session and key.
    ///   - session: Its session as stored.
    ///   - current: The current answer of its question.
    ///   - now: The store's time.
    package init(
        _ handOff: HandOff, isAcknowledged: Bool = false, stored: HandOffRecord?, session: InterviewSession?,
        current: Answer?, now: Timestamp
    ) throws(FerryError) {
        var record = handOff.record
        if let stored {
            if stored.id == record.id || stored.contentSHA256 == record.contentSHA256 {
                self = .refuse(.repeated(stored))
                return
            }
            guard isAcknowledged else {
                self = .refuse(.conflict(stored))
                return
            }
            record.idempotencyKey = nil
        }
        if let session {
            guard session.state.isIncomplete || isAcknowledged else {
                self = .refuse(.illegal(session.state))
                return
            }
            let before = [current].compactMap { $0 }
            var change = SessionChange(session: session, answers: before, now: now)
            try change.accept(handOff.answer, inPlaceOf: current)
            change.addToManifest()
            change.session.touch(at: now)
            change.session.revision += 1
            change.session.updatedAt = now
            self = .store(change, record)
        } else {
            self = .refuse(.unknownSession)
        }
    }
}

extension SessionChange {
    /// Leaves the answers that are to be written: the new one, and the one whose place it takes.
    fileprivate mutating func accept(_ answer: Answer, inPlaceOf current: Answer?) throws(FerryError) {
        var answer = answer
        if var former = current, former.id == answer.id {
            try extend(&former, with: answer)
            answers = [former]
        } else if let current, current.createdAt > answer.createdAt {
            answer.supersededBy = current.id
            let state = session.state
            for (action, detail) in [(AuditEntry.Action.supersede, nil), (.addAnswer, answer.questionId)] {
                entries.append(
                    AuditEntry(
                        time: now, action: action, answerID: answer.id, from: state, to: state, detail: detail))
            }
            answers = [answer]
        } else {
            var former = current
            take(answer, inPlaceOf: &former)
            answers = [former, answer].compactMap { $0 }
        }
    }

    /// Names the current answer in the manifest of a session that was completed before its acknowledged answer came.
    fileprivate mutating func addToManifest() {
        guard var manifest = session.manifest else { return }
        for answer in answers where answer.supersededBy == nil {
            manifest.answers.removeAll { $0.questionId == answer.questionId }
            manifest.answers.append(SessionManifest.Entry(answer: answer))
        }
        manifest.answers.sort { ($0.questionIndex, $0.questionId) < ($1.questionIndex, $1.questionId) }
        manifest.totals = session.totals
        session.manifest = manifest
    }

    /// Adds what came later of the same answer: media that came by itself. What it had before stays; a recording of the
    /// same kind gives its place up.
    private mutating func extend(_ answer: inout Answer, with addition: Answer) throws(FerryError) {
        session.totals.remove(answer)
        for media in addition.media { answer[media.kind] = media }
        answer.responseText = addition.responseText ?? answer.responseText
        answer.durationSeconds = addition.durationSeconds ?? answer.durationSeconds
        answer.updatedAt = now
        session.totals.add(answer)
        let state = session.state
        entries.append(
            AuditEntry(
                time: now, action: .addAnswer, answerID: answer.id, from: state, to: state,
                detail: "\(answer.questionId) \(addition.media.map(\.kind.rawValue).joined(separator: " "))"))
    }
}
