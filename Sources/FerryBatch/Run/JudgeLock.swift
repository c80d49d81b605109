import FerryCore
import Synchronization

/// One judge for all items of a run.
final class JudgeLock: Sendable {
    private let judge: Mutex<BatchJudge>

    init(_ judge: BatchJudge) { self.judge = Mutex(judge) }

    func judge(_ receipt: Receipt) -> BatchJudge.Verdict { judge.withLock { $0.judge(receipt) } }

    func judge(_ error: FerryError, attempts: Int) -> BatchJudge.Verdict {
        judge.withLock { $0.judge(error, attempts: attempts) }
    }
}
