public import FerryCore
import Synchronization

/// A clock whose waits are over at once: each is written down and moves the time. A test may hold waits instead, to
/// prove what goes on meanwhile.
public final class ManualClock: FerryClock {
    private struct Held {
        var seconds: Double
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now: Timestamp
        var waits: [Double] = []
        var held: [Int: Held] = [:]
        var watchers: [(isWanted: @Sendable (Double) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
        var last = 0
    }

    private let state: Mutex<State>
    private let isHeld: @Sendable (Double) -> Bool

    /// Starts at a time; noon of 1 May 2026 in UTC unless told otherwise.
    ///
    /// - Parameter isHeld: Says of a wait's seconds whether it lasts until ``release()``.
    public init(
        _ start: Timestamp = Timestamp(microseconds: 1_777_636_800_000_000),
        holding isHeld: @escaping @Sendable (Double) -> Bool = { _ in false }
    ) {
        state = Mutex(State(now: start))
        self.isHeld = isHeld
    }

    /// The seconds of all waits so far, in the order they were asked for; held ones too.
    public var waits: [Double] { state.withLock { $0.waits } }

    /// The time it shows.
    public func now() -> Timestamp { state.withLock { $0.now } }

    /// Moves the time, backwards when negative.
    public func advance(bySeconds seconds: Double) { state.withLock { $0.now = $0.now.advanced(bySeconds: seconds) } }

    /// Ends at once, or when it is released, or with an error when the task is cancelled.
    public func sleep(seconds: Double) async throws {
        try Task.checkCancellation()
        let ticket = state.withLock { state in
            state.last += 1
            state.waits.append(seconds)
            let told = state.watchers.filter { $0.isWanted(seconds) }
            state.watchers.removeAll { $0.isWanted(seconds) }
            for watcher in told { watcher.continuation.resume() }
            return state.last
        }
        if isHeld(seconds) { guard await hold(ticket, seconds) else { throw CancellationError() } }
        advance(bySeconds: seconds)
        await Task.yield()
    }

    /// Ends all waits that are held now.
    public func release() {
        let held = state.withLock { state in
            defer { state.held = [:] }
            return state.held.values
        }
        for wait in held { wait.continuation.resume(returning: true) }
    }

    /// Ends those waits that are held now and last so long.
    ///
    /// - Returns: How many were ended.
    @discardableResult
    public func release(where isWanted: (Double) -> Bool) -> Int {
        let wanted = state.withLock { state in
            let wanted = state.held.filter { isWanted($0.value.seconds) }
            for ticket in wanted.keys { state.held[ticket] = nil }
            return wanted.values
        }
        for wait in wanted { wait.continuation.resume(returning: true) }
        return wanted.count
    }

    /// Waits until a wait of such a length was asked for.
    public func waitForWait(where isWanted: @escaping @Sendable (Double) -> Bool) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.waits.contains(where: isWanted) { return continuation.resume() }
                state.watchers.append((isWanted, continuation))
            }
        }
    }

    private func hold(_ ticket: Int, _ seconds: Double) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    if Task.isCancelled { return continuation.resume(returning: false) }
                    state.held[ticket] = Held(seconds: seconds, continuation: continuation)
                }
            }
        } onCancel: {
            state.withLock { $0.held.removeValue(forKey: ticket) }?.continuation.resume(returning: false)
        }
    }
}
