import FerryCore

extension SessionChange {
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
