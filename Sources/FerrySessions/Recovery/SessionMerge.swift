import FerryCore

/// Puts the answers of two sessions of one user together that began as one interview in two tabs: the newest answer to a
/// question is its answer; the other is kept in the trail of the session that had it.
public struct SessionMerge: Sendable, Equatable {
    /// Answers of the other session that move into the kept one, in the order of their questions.
    public private(set) var moved: [Answer] = []
    /// Answers of the kept session whose place was taken, by question.
    public private(set) var superseded: [AnswerID: AnswerID] = [:]
    /// Answers of the other session that stay behind, because the kept session has a newer one.
    public private(set) var left: [AnswerID] = []

    /// Decides what becomes of each current answer.
    ///
    /// Of two answers made at the same time the kept session's own stays.
    public init(kept: [Answer], other: [Answer]) {
        let own = Dictionary(
            kept.map { ($0.questionId, $0) }, uniquingKeysWith: { $0.createdAt >= $1.createdAt ? $0 : $1 })
        for answer in other.sorted(by: { $0.questionIndex < $1.questionIndex }) {
            guard let rival = own[answer.questionId] else {
                moved.append(answer)
                continue
            }
            if answer.createdAt > rival.createdAt {
                moved.append(answer)
                superseded[rival.id] = answer.id
            } else {
                left.append(answer.id)
            }
        }
    }
}
