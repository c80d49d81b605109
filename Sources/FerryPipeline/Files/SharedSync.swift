import FerryCore
import Synchronization

/// One synchronization that many wait for: whoever asks while one runs shares the next one.
final class SharedSync: Sendable {
    private typealias Waiter = CheckedContinuation<FerryError?, Never>

    private struct State {
        var isRunning = false
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())
    private let work: @Sendable () async throws(FerryError) -> Void

    /// - Parameter work: Makes everything durable that was written before it is called.
    init(_ work: @escaping @Sendable () async throws(FerryError) -> Void) { self.work = work }

    /// Returns when everything that was written before this call is durable.
    func sync() async throws(FerryError) {
        let failure = await withCheckedContinuation { (waiter: Waiter) in
            let starts = state.withLock { state in
                state.waiters.append(waiter)
                defer { state.isRunning = true }
                return !state.isRunning
            }
            if starts { Task { await self.run() } }
        }
        if let failure { throw failure }
    }

    private func run() async {
        while let waiters = next() {
            var failure: FerryError?
            do throws(FerryError) { try await work() } catch { failure = error }
            for waiter in waiters { waiter.resume(returning: failure) }
        }
    }

    /// Those who wait; `nil` ends the run.
    private func next() -> [Waiter]? {
        state.withLock { state in
            guard !state.waiters.isEmpty else {
                state.isRunning = false
                return nil
            }
            defer { state.waiters = [] }
            return state.waiters
        }
    }
}
