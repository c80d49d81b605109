import FerryCore
import Synchronization

/// One host as all jobs of this process see it: whether requests may go out to it now, and how patient to be with it.
///
/// Holds the breaker and the adaptive limits behind a lock; whoever has to wait for the host waits here. Only the timer
/// of a pause runs in a task of its own, which ends with the pause or the outage.
final class HostGate: Sendable {
    /// How a request comes through.
    enum Entrance: Sendable {
        /// It may go out; its end must be told by ``ended(_:pass:seconds:)``.
        case open(HostBreaker.Pass)
        /// The task was cancelled while it waited.
        case cancelled
        /// The outage has passed its limit.
        case givenUp(UploadFailure)
    }

    /// What the end of a request means for its file.
    enum Standing: Sendable {
        /// The host takes part: the file answers for its own failures.
        case up
        /// The host as a whole is failing: the failure costs the file nothing.
        case down
        /// It has been failing for too long.
        case givenUp(UploadFailure)
    }

    private struct State {
        var breaker: HostBreaker
        var waiters: [(id: Int, continuation: CheckedContinuation<Entrance, Never>)] = []
        var lastID = 0
        var timer: Task<Void, Never>?
        var pause = 0
        var plain = AdaptiveFirstByteLimit()
        var bodies = AdaptiveFirstByteLimit()
    }

    /// Host and port, as they are told to people.
    let name: String
    private let state: Mutex<State>
    private let clock: any FerryClock
    private let jitter: @Sendable () -> Double

    init(
        name: String, policy: HostBreaker.Policy, clock: any FerryClock, jitter: @escaping @Sendable () -> Double
    ) {
        self.name = name
        self.clock = clock
        self.jitter = jitter
        state = Mutex(State(breaker: HostBreaker(policy: policy)))
    }

    /// Whether requests go through.
    var isOpen: Bool { state.withLock { $0.breaker.state == .closed } }
    /// Whether nobody would miss it.
    var isIdle: Bool { state.withLock { $0.breaker.state == .closed && $0.waiters.isEmpty } }

    /// How many requests wait for the host.
    var waitingCount: Int { state.withLock { $0.waiters.count } }

    /// Waits until a request may go out.
    ///
    /// - Parameter paused: Called at most once, before the wait begins.
    func enter(paused: (HostPause) -> Void) async -> Entrance {
        if let pass = state.withLock({ $0.breaker.enter() }) { return .open(pass) }
        let (id, breaker) = state.withLock { state in
            state.lastID += 1
            return (state.lastID, state.breaker)
        }
        paused(HostPause(host: name, failures: breaker.failuresInRow, cause: breaker.cause))
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let entrance = state.withLock { state -> Entrance? in
                    if Task.isCancelled { return .cancelled }
                    if let pass = state.breaker.enter() { return .open(pass) }
                    state.waiters.append((id, continuation))
                    return nil
                }
                if let entrance { continuation.resume(returning: entrance) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: .cancelled)
        }
    }

    /// How a request may go out that cannot wait, because it holds a slot or follows a redirect.
    func enterNow() -> HostBreaker.Pass { state.withLock { $0.breaker.enter() ?? .free } }

    /// A request ended.
    func ended(_ ending: HostBreaker.Ending, pass: HostBreaker.Pass, seconds: Double) -> Standing {
        let draw = jitter()
        let (standing, next) = state.withLock { state -> (Standing, [Called]) in
            let action = state.breaker.ended(ending, pass: pass, seconds: seconds, jitter: draw)
            let next = perform(action, &state)
            if case .pause(_, givesUp: true) = action { return (.givenUp(Self.outage(name, state.breaker)), next) }
            return (state.breaker.state == .closed ? .up : .down, next)
        }
        Self.resume(next)
        return standing
    }

    // MARK: First byte

    /// The limit for the first byte of one request that may be sent again; see ``AdaptiveFirstByteLimit``.
    func grantLimit(ceiling: Double, hasBody: Bool) -> Double? {
        state.withLock { hasBody ? $0.bodies.grant(ceiling: ceiling) : $0.plain.grant(ceiling: ceiling) }
    }

    /// What became of a request whose first byte was timed.
    func teach(hasBody: Bool, _ lesson: (inout AdaptiveFirstByteLimit) -> Void) {
        state.withLock { hasBody ? lesson(&$0.bodies) : lesson(&$0.plain) }
    }

    // MARK: Actions

    /// Somebody whose wait is over. It is resumed outside of the lock: a resumption takes the runtime's lock of the task,
    /// under which a cancellation handler waits for ours.
    private struct Called {
        var continuation: CheckedContinuation<Entrance, Never>
        var entrance: Entrance
    }

    private static func resume(_ called: [Called]) {
        for one in called { one.continuation.resume(returning: one.entrance) }
    }

    /// - Returns: Those who are to be resumed.
    private func perform(_ action: HostBreaker.Action, _ state: inout State) -> [Called] {
        switch action {
        case .none: return []
        case .pause(let seconds, let givesUp):
            let called = givesUp ? Self.all(&state, .givenUp(Self.outage(name, state.breaker))) : []
            begin(pause: seconds, &state)
            return called
        case .probe: return Self.probe(&state)
        case .resume:
            state.timer?.cancel()
            state.timer = nil
            return Self.all(&state, .open(.free))
        }
    }

    private func begin(pause seconds: Double, _ state: inout State) {
        state.pause += 1
        let pause = state.pause
        state.timer?.cancel()
        state.timer = Task { [weak self, clock] in
            guard (try? await clock.sleep(seconds: seconds)) != nil else { return }
            self?.pauseEnded(pause)
        }
    }

    private func pauseEnded(_ pause: Int) {
        let called = state.withLock { state -> [Called] in
            guard state.pause == pause else { return [] }
            return perform(state.breaker.pauseEnded(), &state)
        }
        Self.resume(called)
    }

    /// The first who waits goes out; without one, whoever comes next.
    private static func probe(_ state: inout State) -> [Called] {
        guard !state.waiters.isEmpty, let pass = state.breaker.enter() else { return [] }
        return [Called(continuation: state.waiters.removeFirst().continuation, entrance: .open(pass))]
    }

    private static func all(_ state: inout State, _ entrance: Entrance) -> [Called] {
        defer { state.waiters = [] }
        return state.waiters.map { Called(continuation: $0.continuation, entrance: entrance) }
    }

    private static func outage(_ name: String, _ breaker: HostBreaker) -> UploadFailure {
        let cause = breaker.cause ?? .other
        let isRefusing = [.status408, .status429, .status5xx].contains(cause)
        let seconds = Int(breaker.limit.rounded())
        let error = FerryError(
            isRefusing ? .destinationServerError : .destinationUnreachable,
            "every request to \(name) has failed for more than \(seconds) s (\(cause.rawValue)), \(breaker.failuresInRow) in a row",
            disposition: .giveUp)
        return UploadFailure(cause, error)
    }
}

/// Why a request has to wait for its host.
struct HostPause: Sendable {
    /// Host and port.
    var host: String
    /// Requests that failed in a row.
    var failures: Int
    /// What the outage began with.
    var cause: RetryCause?
}
