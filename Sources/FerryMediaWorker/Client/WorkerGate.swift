import FerryCore
import Synchronization

/// Lets callers wait for their turn in a ``WorkerQueue``.
final class WorkerGate: Sendable {
    private struct State {
        var queue: WorkerQueue
        var sleepers: [WorkerQueue.Ticket: CheckedContinuation<Bool, Never>] = [:]
        var cancelled: Set<WorkerQueue.Ticket> = []
    }

    private let state: Mutex<State>

    init(maxConcurrent: Int) {
        state = Mutex(State(queue: WorkerQueue(maxConcurrent: maxConcurrent)))
    }

    /// Runs the body when it is the caller's turn.
    ///
    /// - Throws: `cancelled` when the task is cancelled while it waits; what the body throws.
    func withTurn<Value: Sendable>(
        _ body: () async throws(FerryError) -> Value
    ) async throws(FerryError) -> Value {
        let ticket = state.withLock { $0.queue.ask() }
        let hasTurn = await withTaskCancellationHandler {
            await wait(for: ticket)
        } onCancel: {
            giveUp(ticket)
        }
        guard hasTurn else { throw FerryError(.cancelled, "the work on the media was stopped by request") }
        defer { leave(ticket) }
        return try await body()
    }

    private func wait(for ticket: WorkerQueue.Ticket) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.queue.running.contains(ticket) { return true }
                if state.cancelled.remove(ticket) != nil { return false }
                state.sleepers[ticket] = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Takes a waiting ticket out; one that has its turn keeps it, its body sees the cancellation itself.
    private func giveUp(_ ticket: WorkerQueue.Ticket) {
        let sleeper = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard state.queue.waiting.contains(ticket) else { return nil }
            _ = state.queue.leave(ticket)
            let sleeper = state.sleepers.removeValue(forKey: ticket)
            if sleeper == nil { state.cancelled.insert(ticket) }
            return sleeper
        }
        sleeper?.resume(returning: false)
    }

    private func leave(_ ticket: WorkerQueue.Ticket) {
        let next = state.withLock { state in
            state.queue.leave(ticket).flatMap { state.sleepers.removeValue(forKey: $0) }
        }
        next?.resume(returning: true)
    }
}
