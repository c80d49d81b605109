import FerryCore
import Synchronization

/// Tells those who wait for jobs that they should look again: something may have come to its end.
final class JobBell: Sendable {
    private struct Listener {
        var job: JobID
        var continuation: AsyncStream<Void>.Continuation
    }

    private struct State {
        var listeners: [Int: Listener] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    /// How many wait.
    var count: Int { state.withLock { $0.listeners.count } }

    /// Runs `body` with the rings for a job; the first of them comes at once, and several that were not heard are one.
    func listen(to job: JobID, _ body: (AsyncStream<Void>) async -> Void) async {
        let (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        let ticket = state.withLock { state in
            state.last += 1
            state.listeners[state.last] = Listener(job: job, continuation: continuation)
            return state.last
        }
        await body(rings)
        state.withLock { _ = $0.listeners.removeValue(forKey: ticket) }
    }

    /// Something happened to a job.
    func ring(_ job: JobID) { ring { $0 == job } }

    /// Something happened to all.
    func ringAll() { ring { _ in true } }

    private func ring(_ isMeant: (JobID) -> Bool) {
        let meant = state.withLock { $0.listeners.values.filter { isMeant($0.job) } }
        for listener in meant { listener.continuation.yield() }
    }
}
