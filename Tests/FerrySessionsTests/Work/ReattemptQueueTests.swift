import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline
@testable import FerrySessions

@Suite(.timeLimit(.minutes(1))) struct ReattemptQueueTests {
    private let state: ScratchState
    private let clock = ManualClock(holding: { _ in true })
    private let store: MemoryJobStore
    private let queue: ReattemptQueue

    init() throws {
        state = try ScratchState()
        let clock = clock
        store = MemoryJobStore { clock.now() }
        let control = JobControl(state: state.directory, store: store, clock: clock)
        queue = ReattemptQueue(store: store, control: control, clock: clock)
    }

    /// Runs the queue while `body` runs.
    private func run(_ body: () async throws -> Void) async throws {
        let work = Task { await queue.run {} }
        try await body()
        work.cancel()
        await work.value
    }

    /// Lets the queue look, as often as it does in so many seconds.
    private func look(for seconds: Double = ReattemptQueue.lookSeconds) async {
        while clock.waits.isEmpty { await Task.yield() }
        for _ in 0..<Int(seconds / ReattemptQueue.lookSeconds) {
            let seen = clock.waits.count
            while clock.release(where: { _ in true }) == 0 { await Task.yield() }
            while clock.waits.count == seen { await Task.yield() }
        }
    }

    private func stateOf(_ id: JobID) async -> JobState? { (try? await store.job(id))?.state }

    /// A job that nobody runs, with its bytes.
    private func add(_ id: String, _ jobState: JobState, dueAfter seconds: Double?) async throws -> JobID {
        var job = JobRecord.sample(id, createdAt: clock.now())
        job.state = jobState
        job.nextAttemptAt = seconds.map { clock.now().advanced(bySeconds: $0) }
        try Data([1]).write(to: URL(filePath: state.directory.spool("asset-\(id)")))
        guard case .inserted(let leased) = try await store.insert(job, holder: "h", leaseSeconds: 1) else {
            throw CancellationError()
        }
        try await store.release(leased.lease)
        return job.id
    }

    @Test("a job that could not be begun is tried again, and one in the rows is found")
    func survivesFailure() async throws {
        let id = try await add("one", .failed, dueAfter: 0)
        let holders = "\(state.path)/holders"
        try await queue.load()
        try await run {
            try FileManager.default.moveItem(atPath: holders, toPath: "\(holders).away")
            await look()
            #expect(queue.count == 1)
            #expect(await stateOf(id) == .failed)
            try FileManager.default.moveItem(atPath: "\(holders).away", toPath: holders)
            await look(for: ReattemptQueue.againSeconds)
            let job = try await store.job(id)
            #expect(queue.count == 0 && job?.state == .accepted && job?.reattempts == 1)
            // Nobody told the queue of this one.
            let other = try await add("two", .failed, dueAfter: 0)
            await look()
            #expect(await stateOf(other) == .failed)
            await look(for: ReattemptQueue.loadSeconds)
            #expect(await stateOf(other) == .accepted)
        }
    }

    @Test(
        "what is no longer a failed job that is due stays as it is", arguments: [JobState.paused, .cancelled, .failed])
    func leavesAlone(jobState: JobState) async throws {
        let id = try await add("one", jobState, dueAfter: nil)
        queue.add(id, due: clock.now())
        try await run {
            await look()
            #expect(queue.count == 0)
            #expect(await stateOf(id) == jobState)
        }
    }

    @Test("a job that was put off is taken up at its new time")
    func putOff() async throws {
        let id = try await add("one", .failed, dueAfter: 60)
        queue.add(id, due: clock.now())
        try await run {
            await look()
            #expect(queue.count == 1)
            #expect(await stateOf(id) == .failed)
            // A clock that is set back makes nobody wait longer.
            clock.advance(bySeconds: -86_400)
            await look(for: 60)
            #expect(queue.count == 0)
            #expect(await stateOf(id) == .accepted)
        }
    }
}
