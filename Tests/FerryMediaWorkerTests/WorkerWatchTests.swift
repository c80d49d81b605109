import FerryCore
import Glibc
import Testing

@testable import FerryMediaWorker

@Suite struct WorkerWatchTests {
    static let limits = MediaLimits(maxCPUSeconds: 7, maxOutputBytes: 99, stallSeconds: 10)
    static let answer = MediaWorkerEvent.checked(
        MediaCheckResult(container: "mp4", isIndexInFront: true, isSeekable: true, tracks: []))

    static func progress(_ seconds: Double) -> MediaWorkerEvent {
        .progress(MediaProgress(secondsDone: seconds, bytesRead: 0))
    }

    func watch() -> WorkerWatch { WorkerWatch(limits: Self.limits, graceSeconds: 1, now: 100) }

    @Test("an answer and an exit with 0 is the outcome")
    func answered() throws {
        var watch = watch()
        #expect(watch.spoke(Self.progress(1), now: 101) == .none)
        #expect(watch.spoke(Self.answer, now: 102) == .none)
        #expect(try watch.outcome(.exited(0)).get() == Self.answer)
    }

    @Test("progress that moves puts the deadline off; progress that stands still does not")
    func deadline() {
        var watch = watch()
        #expect(watch.deadline == 110)
        _ = watch.spoke(Self.progress(1), now: 105)
        #expect(watch.deadline == 115)
        _ = watch.spoke(Self.progress(1), now: 109)
        #expect(watch.deadline == 115)
        #expect(watch.timePassed(now: 114.9) == .none)
        #expect(watch.timePassed(now: 115) == .terminate)
    }

    @Test("a worker that stands still is asked to stop, then ended, once each")
    func stalled() {
        var watch = watch()
        #expect(watch.timePassed(now: 110) == .terminate)
        #expect(watch.timePassed(now: 110.5) == .none)
        #expect(watch.timePassed(now: 111) == .kill)
        #expect(watch.deadline == nil)
        #expect(watch.timePassed(now: 500) == .none)
        let error = failure(watch.outcome(.signaled(SIGKILL)))
        #expect(error?.code == .mediaWorkerStopped)
        #expect(error?.message == "the media worker made no progress for 10 s and was stopped")
    }

    @Test("an answer that comes while it is being stopped changes nothing")
    func lateAnswer() {
        var watch = watch()
        _ = watch.timePassed(now: 110)
        #expect(watch.spoke(Self.answer, now: 110.2) == .none)
        #expect(failure(watch.outcome(.exited(0)))?.code == .mediaWorkerStopped)
    }

    @Test(
        "a request to cancel stops it, and is the outcome however it ends",
        arguments: [WorkerExit.exited(0), .signaled(SIGTERM), .signaled(SIGKILL)])
    func cancelled(exit: WorkerExit) {
        var watch = watch()
        #expect(watch.cancelRequested(now: 103) == .terminate)
        #expect(watch.cancelRequested(now: 103.1) == .none)
        #expect(watch.timePassed(now: 104) == .kill)
        #expect(failure(watch.outcome(exit))?.code == .cancelled)
    }

    @Test("a request to cancel after the answer does not void it")
    func cancelledLate() throws {
        var watch = watch()
        _ = watch.spoke(Self.answer, now: 101)
        #expect(watch.cancelRequested(now: 101) == .none)
        #expect(try watch.outcome(.exited(0)).get() == Self.answer)
    }

    @Test("one that does not leave after its answer is ended, and the answer stands")
    func lingers() throws {
        var watch = watch()
        _ = watch.spoke(Self.answer, now: 101)
        #expect(watch.timePassed(now: 102) == .kill)
        #expect(try watch.outcome(.signaled(SIGKILL)).get() == Self.answer)
    }

    @Test("one that goes on after its answer is not believed")
    func goesOn() {
        var watch = watch()
        _ = watch.spoke(Self.answer, now: 101)
        #expect(watch.spoke(Self.progress(2), now: 101) == .terminate)
        #expect(failure(watch.outcome(.exited(0)))?.code == .mediaWorkerCrashed)
    }

    @Test("what cannot be understood stops it and is named")
    func misspeaks() {
        var watch = watch()
        #expect(watch.misspoke("a message without content", now: 101) == .terminate)
        #expect(watch.misspoke("again", now: 101) == .none)
        let error = failure(watch.outcome(.signaled(SIGTERM)))
        #expect(error?.code == .mediaWorkerCrashed)
        #expect(error?.message == "the media worker cannot be understood: a message without content")
    }

    @Test(
        "an end nobody asked for is named",
        arguments: [
            (.signaled(SIGSEGV), .mediaWorkerCrashed, "the media worker crashed with SIGSEGV after saying \"oh\""),
            (.signaled(SIGABRT), .mediaWorkerCrashed, "the media worker crashed with SIGABRT after saying \"oh\""),
            (.signaled(SIGXCPU), .mediaWorkerStopped, "the media worker used up its limit of 7 CPU seconds"),
            (.signaled(SIGXFSZ), .mediaWorkerStopped, "the rendition grew past its limit of 99 bytes"),
            (
                .signaled(SIGKILL), .mediaWorkerStopped,
                "the media worker was killed by the system, most likely because memory or its CPU limit ran out"
            ),
            (
                .exited(3), .mediaWorkerCrashed,
                "the media worker ended with exit code 3 and no answer after saying \"oh\""
            ),
            (
                .exited(0), .mediaWorkerCrashed,
                "the media worker ended with exit code 0 and no answer after saying \"oh\""
            ),
        ] as [(WorkerExit, FerryError.Code, String)])
    func ends(exit: WorkerExit, code: FerryError.Code, message: String) {
        let error = failure(watch().outcome(exit, lastWords: "oh"))
        #expect(error?.code == code)
        #expect(error?.message == message)
        #expect(error?.disposition == .giveUp)
    }

    @Test("an answer before a crash is not believed")
    func crashAfterAnswer() {
        var watch = watch()
        _ = watch.spoke(Self.answer, now: 101)
        #expect(failure(watch.outcome(.signaled(SIGSEGV)))?.code == .mediaWorkerCrashed)
    }

    @Test("for any order of events a stopped worker is killed in the end, and killed last")
    func anyOrder() {
        for seed in 0..<300 {
            var random = SystemlessRandom(seed: UInt64(seed))
            var watch = watch()
            var now = 100.0
            var orders: [WorkerWatch.Action] = []
            for _ in 0..<30 {
                now += Double.random(in: 0...3, using: &random)
                let action =
                    switch Int.random(in: 0...4, using: &random) {
                    case 0: watch.spoke(Self.progress(now), now: now)
                    case 1: watch.spoke(Self.answer, now: now)
                    case 2: watch.misspoke("x", now: now)
                    case 3: watch.cancelRequested(now: now)
                    default: watch.timePassed(now: now)
                    }
                if action != .none { orders.append(action) }
            }
            while let deadline = watch.deadline {
                let action = watch.timePassed(now: deadline)
                #expect(action != .none, "seed \(seed)")
                orders.append(action)
            }
            #expect(orders.last == .kill && orders.filter { $0 == .kill }.count == 1, "seed \(seed)")
            #expect(orders.filter { $0 == .terminate }.count <= 1, "seed \(seed)")
        }
    }

    private func failure(_ outcome: Result<MediaWorkerEvent, FerryError>) -> FerryError? {
        guard case .failure(let error) = outcome else { return nil }
        return error
    }
}

/// A small generator with a fixed seed (SplitMix64), so that a failure can be run again.
struct SystemlessRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
