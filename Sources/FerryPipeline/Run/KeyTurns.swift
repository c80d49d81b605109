import FerryCore
import Synchronization

/// Lets one caller at a time into what concerns one key; the others wait in order. Whoever is cancelled stops waiting.
final class KeyTurns: Sendable {
    private struct Waiter {
        var id: Int
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var lines: [String: [Waiter]] = [:]
        var lastID = 0
    }

    private let state = Mutex(State())

    /// Runs `body` in the key's turn.
    ///
    /// - Throws: `cancelled` when the task is cancelled while it waits, and what `body` throws.
    func withTurn<Success>(
        of key: String, _ body: () async throws(FerryError) -> Success
    ) async throws(FerryError) -> Success {
        guard await take(key) else { throw FerryError(.cancelled, "stopped by request") }
        defer { pass(key) }
        return try await body()
    }

    /// How many keys are in use.
    var count: Int { state.withLock { $0.lines.count } }

    /// Tasks that wait for a key's turn.
    func waitingCount(of key: String) -> Int { state.withLock { $0.lines[key]?.count ?? 0 } }

    /// Waits for the turn.
    ///
    /// - Returns: Whether it is the caller's; `false` when the task was cancelled before.
    private func take(_ key: String) async -> Bool {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isMine = state.withLock { state -> Bool? in
                    guard state.lines[key] != nil else {
                        state.lines[key] = []
                        return true
                    }
                    if Task.isCancelled { return false }
                    state.lines[key]?.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let isMine { continuation.resume(returning: isMine) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.lines[key]?.firstIndex { $0.id == id }.flatMap { state.lines[key]?.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
    }

    private func pass(_ key: String) {
        let next = state.withLock { state -> Waiter? in
            guard state.lines[key]?.isEmpty == false else {
                state.lines[key] = nil
                return nil
            }
            return state.lines[key]?.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }
}
