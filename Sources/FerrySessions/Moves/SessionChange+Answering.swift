public import FerryCore

extension SessionChange {
    /// Adds an answer: the newest to a question is its answer, the one before it stays in the trail.
    ///
    /// - Parameter former: The question's current answer, which is changed to name its successor.
    /// - Throws: `session.conflict` when the session takes no answers where it stands.
    public mutating func add(_ answer: Answer, inPlaceOf former: inout Answer?) throws(FerryError) {
        guard session.state.isIncomplete else {
            throw FerryError(
                .sessionConflict, "a session that is \(session.state.rawValue) takes no answers",
                input: session.id.rawValue, next: "begin a new session")
        }
        take(answer, inPlaceOf: &former)
    }

    /// Adds an answer wherever the session stands; see ``add(_:inPlaceOf:)``.
    mutating func take(_ answer: Answer, inPlaceOf former: inout Answer?) {
        let state = session.state
        if var old = former {
            old.supersededBy = answer.id
            old.updatedAt = now
            session.totals.remove(old)
            entries.append(AuditEntry(time: now, action: .supersede, answerID: old.id, from: state, to: state))
            former = old
        }
        session.totals.add(answer)
        entries.append(
            AuditEntry(
                time: now, action: .addAnswer, answerID: answer.id, from: state, to: state, detail: answer.questionId))
    }
}
