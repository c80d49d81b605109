public import FerryCore

/// Decides what becomes of one running media worker: events in, orders out; no clock and no process inside.
///
/// Times are seconds of one clock that never goes back. A worker is watched by its progress, not by its run time: an
/// honest job on a slow machine goes on, one that stands still is stopped with SIGTERM and, after the grace, SIGKILL.
public struct WorkerWatch: Sendable, Equatable {
    /// What to do to the process.
    public enum Action: Sendable, Equatable {
        /// Nothing.
        case none
        /// Ask it to stop (SIGTERM).
        case terminate
        /// End it (SIGKILL).
        case kill
    }

    /// Why a worker is stopped.
    enum StopReason: Sendable, Equatable {
        case cancelled
        case stalled
        case misspoke(String)
        case lingered(MediaWorkerEvent)
    }

    enum State: Sendable, Equatable {
        case running(lastProgress: MediaProgress?, movedAt: Double)
        case answered(MediaWorkerEvent, at: Double)
        case stopping(StopReason, killAt: Double, killed: Bool)
    }

    private(set) var state: State
    let limits: MediaLimits
    let graceSeconds: Double

    /// Starts to watch a worker that was just started.
    ///
    /// - Parameters:
    ///   - limits: What the worker may use; `stallSeconds` is watched here, the rest by the worker itself.
    ///   - graceSeconds: Seconds between SIGTERM and SIGKILL, and between the last message and the exit.
    ///   - now: The time.
    public init(limits: MediaLimits, graceSeconds: Double, now: Double) {
        self.limits = limits
        self.graceSeconds = graceSeconds
        state = .running(lastProgress: nil, movedAt: now)
    }

    /// When ``timePassed(now:)`` has something to decide; `nil` once there is only the exit to wait for.
    public var deadline: Double? {
        switch state {
        case .running(_, let movedAt): movedAt + limits.stallSeconds
        case .answered(_, let at): at + graceSeconds
        case .stopping(_, let killAt, let killed): killed ? nil : killAt
        }
    }

    /// The worker said something.
    public mutating func spoke(_ event: MediaWorkerEvent, now: Double) -> Action {
        switch (state, event) {
        case (.running(let last, let movedAt), .progress(let progress)):
            state = .running(lastProgress: progress, movedAt: progress == last ? movedAt : now)
            return .none
        case (.running, _):
            state = .answered(event, at: now)
            return .none
        case (.answered, _):
            return stop(.misspoke("it went on after its last message"), now: now)
        case (.stopping, _):
            return .none
        }
    }

    /// The worker said something that cannot be understood.
    public mutating func misspoke(_ reason: String, now: Double) -> Action {
        if case .stopping = state { return .none }
        return stop(.misspoke(reason), now: now)
    }

    /// The caller wants it to stop. An answer that has come already is kept.
    public mutating func cancelRequested(now: Double) -> Action {
        switch state {
        case .running: stop(.cancelled, now: now)
        case .answered, .stopping: .none
        }
    }

    /// Time went by.
    public mutating func timePassed(now: Double) -> Action {
        guard let deadline, now >= deadline else { return .none }
        switch state {
        case .running:
            return stop(.stalled, now: now)
        case .answered(let event, _):
            state = .stopping(.lingered(event), killAt: now, killed: true)
            return .kill
        case .stopping(let reason, let killAt, _):
            state = .stopping(reason, killAt: killAt, killed: true)
            return .kill
        }
    }

    private mutating func stop(_ reason: StopReason, now: Double) -> Action {
        state = .stopping(reason, killAt: now + graceSeconds, killed: false)
        return .terminate
    }
}
