import FerryCore
import Synchronization

/// How many bytes of the spool the items under way may take together: each asks before it begins, and waits for room.
public final class SpoolBudget: Sendable {
    private struct Waiter {
        var id: Int
        var bytes: Int64
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var used: Int64 = 0
        var waiters: [Waiter] = []
        var last = 0
    }

    private let limit: Int64
    private let state = Mutex(State())

    /// - Parameter limit: Bytes at most.
    public init(limit: Int64) { self.limit = limit }

    /// Bytes that are asked for now.
    public var used: Int64 { state.withLock { $0.used } }

    /// Whether an item could ever be let in.
    public func fits(_ bytes: Int64) -> Bool { bytes <= limit }

    /// Waits for room, in order; `false` when the task is cancelled before.
    public func take(_ bytes: Int64) async -> Bool {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.waiters.isEmpty, state.used + bytes <= limit {
                        state.used += bytes
                        return true
                    }
                    state.waiters.append(Waiter(id: id, bytes: bytes, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
            letIn()
        }
    }

    /// Gives bytes back.
    public func giveBack(_ bytes: Int64) {
        state.withLock { $0.used -= bytes }
        letIn()
    }

    private func letIn() {
        let next = state.withLock { state in
            var next: [Waiter] = []
            while let first = state.waiters.first, state.used + first.bytes <= limit {
                state.used += first.bytes
                next.append(state.waiters.removeFirst())
            }
            return next
        }
        for waiter in next { waiter.continuation.resume(returning: true) }
    }
}
