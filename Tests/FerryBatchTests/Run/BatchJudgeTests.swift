import FerryCore
import Testing

@testable import FerryBatch

@Suite struct BatchJudgeTests {
    @Test(
        "what follows from a failure",
        arguments: [
            (FerryError(.uploadStalled, ""), 0, BatchJudge.Verdict.retry(after: 5)),
            (FerryError(.uploadStalled, ""), 2, .retry(after: 120)),
            (FerryError(.uploadStalled, ""), 3, .ended(.setAside)),
            (FerryError(.uploadStalled, "", retryAfterSeconds: 60), 0, .retry(after: 60)),
            (FerryError(.mediaNotMedia, ""), 0, .ended(.refused)),
            (FerryError(.mediaWorkerCrashed, ""), 0, .ended(.setAside)),
            (FerryError(.sourceNotFound, ""), 0, .ended(.removed)),
            (FerryError(.sourceChanged, ""), 0, .retry(after: 5)),
            (FerryError(.sourceChanged, ""), 3, .ended(.setAside)),
            (FerryError(.cancelled, "by request"), 0, .ended(.setAside)),
            (FerryError(.spoolFull, ""), 0, .stop), (FerryError(.storeUnavailable, ""), 0, .stop),
            (FerryError(.destinationUnauthorized, ""), 0, .stop), (FerryError(.destinationNotFound, ""), 0, .stop),
            (FerryError(.destinationTooLarge, "", status: 507), 0, .stop),
            (FerryError(.destinationTooLarge, "", status: 413), 0, .ended(.setAside)),
            (FerryError(.destinationConflict, "busy", disposition: .retry), 9, .retry(after: 5)),
            (FerryError(.destinationConflict, "taken", disposition: .giveUp), 0, .ended(.setAside)),
        ])
    func table(_ error: FerryError, _ attempts: Int, _ verdict: BatchJudge.Verdict) {
        var judge = BatchJudge()
        #expect(judge.judge(error, attempts: attempts) == verdict)
    }

    @Test("a destination that takes nothing at all stops the run, and one arrival begins anew")
    func manyInRow() {
        var judge = BatchJudge()
        let error = FerryError(.destinationUnreachable, "")
        for _ in 1..<BatchJudge.mostFailuresInRow { #expect(judge.judge(error, attempts: 0) != .stop) }
        #expect(judge.judge(error, attempts: 0) == .stop)
    }
}
