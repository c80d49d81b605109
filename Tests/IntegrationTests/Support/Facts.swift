import Synchronization

/// A value that some thread changes and tests wait on.
final class Facts<State: Sendable>: Sendable {
    private struct Waiter {
        let isMet: @Sendable (State) -> Bool
        let continuation: CheckedContinuation<State?, Never>
    }

    private struct Inner {
        var state: State
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
        /// Waits that were given up before they began.
        var late: Set<Int> = []
    }

    private let inner: Mutex<Inner>

    init(_ state: State) { inner = Mutex(Inner(state: state)) }

    /// The value as it stands.
    var now: State { inner.withLock { $0.state } }

    /// Changes the value and wakes those whose wait is over.
    func change(_ body: @Sendable (inout State) -> Void) {
        let met = inner.withLock { inner -> [CheckedContinuation<State?, Never>] in
            body(&inner.state)
            let state = inner.state
            let met = inner.waiters.filter { $0.value.isMet(state) }
            for id in met.keys { inner.waiters[id] = nil }
            return met.values.map(\.continuation)
        }
        guard !met.isEmpty else { return }
        let state = now
        for continuation in met { continuation.resume(returning: state) }
    }

    /// Waits until the value is as wanted. The time is a net below a test that hangs, not a part of what is tested.
    ///
    /// - Throws: ``NotHappened`` when the net is reached.
    @discardableResult
    func wait(
        for what: String, seconds: Double = 120, until isMet: @escaping @Sendable (State) -> Bool
    ) async throws -> State {
        let id = inner.withLock { inner in
            inner.lastWaiter += 1
            return inner.lastWaiter
        }
        let net = Task { [weak self] in
            try await Task.sleep(for: .seconds(seconds))
            self?.giveUp(id)
        }
        defer { net.cancel() }
        let met: State? = await withTaskCancellationHandler {
            await withCheckedContinuation { begin(id, Waiter(isMet: isMet, continuation: $0)) }
        } onCancel: {
            giveUp(id)
        }
        guard let met else { throw NotHappened(what: what, seconds: seconds, state: "\(now)") }
        return met
    }

    private func begin(_ id: Int, _ waiter: Waiter) {
        let answer = inner.withLock { inner -> State?? in
            if waiter.isMet(inner.state) { return .some(inner.state) }
            if inner.late.remove(id) != nil { return .some(nil) }
            inner.waiters[id] = waiter
            return .none
        }
        if let answer { waiter.continuation.resume(returning: answer) }
    }

    private func giveUp(_ id: Int) {
        let waiter = inner.withLock { inner in
            let waiter = inner.waiters.removeValue(forKey: id)
            if waiter == nil { inner.late.insert(id) }
            return waiter
        }
        waiter?.continuation.resume(returning: nil)
    }
}

/// What a test awaited and never saw.
struct NotHappened: Error, CustomStringConvertible {
    let what: String
    let seconds: Double
    let state: String

    var description: String { "not seen within \(seconds) s: \(what); the last was: \(state)" }
}
