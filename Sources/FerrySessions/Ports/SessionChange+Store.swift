import FerryCore

extension SessionChange {
    /// What a store adds once the decision is made: the revision, and the time of the session and of each answer that the
    /// decision changed or added.
    ///
    /// - Parameters:
    ///   - before: The answers that the decision was given.
    ///   - revision: The stored revision.
    package mutating func stamp(before: [Answer], revision: Int64) {
        session.revision = revision + 1
        session.updatedAt = now
        let former = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
        for index in answers.indices where former[answers[index].id] != answers[index] {
            answers[index].updatedAt = now
        }
    }

    /// The answers that a store writes: those that the decision changed or added.
    package func changed(from before: [Answer]) -> [Answer] {
        let former = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
        return answers.filter { former[$0.id] != $0 }
    }
}
