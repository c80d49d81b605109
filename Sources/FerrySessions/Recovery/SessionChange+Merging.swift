package import FerryCore

extension SessionChange {
    /// Takes over what another unfinished session of the same user has, and ends that one.
    ///
    /// - Throws: `session.conflict` where they are not one user's, or one is at an end.
    package mutating func take(all other: inout SessionChange) throws(FerryError) {
        guard session.userID == other.session.userID, session.state.isIncomplete, other.session.state.isIncomplete
        else {
            throw FerryError(
                .sessionConflict, "only unfinished sessions of one user can be put together",
                input: session.id.rawValue)
        }
        try take(other.answers, from: other.session.id)
        session.touch(at: now)
        let mine = Set(answers.map(\.id))
        other.answers.removeAll { mine.contains($0.id) }
        other.session.totals = SessionTotals(of: other.answers)
        try other.move(.abandon)
    }

    /// Takes the answers of another session in: the newer ones move here, with the jobs they have.
    mutating func take(_ others: [Answer], from id: SessionID) throws(FerryError) {
        let merge = SessionMerge(kept: answers, other: others)
        for answer in merge.moved {
            var copy = answer
            copy.sessionID = session.id
            let place = answers.firstIndex { $0.questionId == answer.questionId && $0.supersededBy == nil }
            var former = place.map { answers[$0] }
            try add(copy, inPlaceOf: &former)
            if let place, let former { answers[place] = former }
            answers.append(copy)
        }
        let state = session.state
        for answer in merge.left {
            entries.append(
                AuditEntry(
                    time: now, action: .supersede, answerID: answer, from: state, to: state,
                    detail: "kept in session \(id.rawValue)"))
        }
    }
}
