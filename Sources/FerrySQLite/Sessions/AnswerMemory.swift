import FerrySessions
import FoundationEssentials
import Synchronization

/// Answers beside the rows they stand in, so that a row which has not changed is not read as JSON again: the end of a session
/// needs all of its answers at once. A row is known by its bytes, so what another process writes is never missed.
final class AnswerMemory: Sendable {
    /// Answers that are kept; some 4 MiB.
    static let limit = 2048

    private struct Kept {
        var record: Data
        var answer: Answer
    }

    private let kept = Mutex<[AnswerID: Kept]>([:])

    /// The answer of a row; `nil` where it must be read.
    func answer(_ id: AnswerID, record: Data) -> Answer? {
        kept.withLock { kept in kept[id].flatMap { $0.record == record ? $0.answer : nil } }
    }

    /// Keeps what stands in a row, or is about to.
    func keep(_ answer: Answer, record: Data) {
        kept.withLock { kept in
            if kept.count >= Self.limit, kept[answer.id] == nil { kept = [:] }
            kept[answer.id] = Kept(record: record, answer: answer)
        }
    }
}
