/// How a running job obeys requests: a request or the end of an attempt in, one action out.
///
/// An attempt is the job's way from where its record stands; it ends by itself or is stopped. Between two attempts a
/// paused job is parked: it holds its lease and nothing else.
public struct JobSteering: Sendable {
    /// What the job does.
    public private(set) var stance = Stance.running
    private var isRunStopping = false

    /// What a job does.
    public enum Stance: Sendable, Equatable {
        /// An attempt is under way.
        case running
        /// The attempt was told to stop because of this move.
        case stopping(JobMove)
        /// It is paused and waits for a request.
        case parked
        /// Nothing follows.
        case over
    }

    /// What to do.
    public enum Action: Sendable, Equatable {
        /// Nothing.
        case none
        /// Stop the attempt; its end is to be reported.
        case stopAttempt
        /// Write the job down as paused and wait for a request.
        case park
        /// Begin an attempt.
        case start
        /// End the job as cancelled.
        case cancel
        /// Write the job down as paused; this run is done with it.
        case leave
        /// The job is over as it stands.
        case finish
    }

    /// How an attempt ended.
    public enum AttemptEnd: Sendable, Equatable {
        /// It stopped because it was told to.
        case stopped
        /// It failed by itself and can be taken up again.
        case failed
        /// It came to an end that nothing follows, or the job is no longer ours.
        case settled
    }

    /// A job whose first attempt begins.
    public init() {}

    /// A move was asked; `state` is where the job stands on its road.
    public mutating func requested(_ move: JobMove, in state: JobState) -> Action {
        switch stance {
        case .running: return requestedWhileRunning(move, state)
        case .stopping(let pending):
            stance = .stopping(Self.merged(pending, with: move))
            return .none
        case .parked: return requestedWhileParked(move)
        case .over: return .none
        }
    }

    private mutating func requestedWhileRunning(_ move: JobMove, _ state: JobState) -> Action {
        guard move != .resume, case .become = move.effect(on: state) else { return .none }
        stance = .stopping(move)
        return .stopAttempt
    }

    private mutating func requestedWhileParked(_ move: JobMove) -> Action {
        switch move {
        case .pause: return .none
        case .resume, .retry:
            stance = .running
            return .start
        case .cancel: return over(.cancel)
        }
    }

    /// What holds when a second request comes before the attempt has stopped: the later one, but nothing undoes a
    /// cancellation.
    private static func merged(_ pending: JobMove, with move: JobMove) -> JobMove {
        pending == .cancel ? .cancel : move
    }

    /// The attempt ended.
    public mutating func attemptEnded(_ end: AttemptEnd) -> Action {
        guard stance != .over else { return .none }
        switch (stance, end) {
        case (.stopping(.cancel), .stopped), (.stopping(.cancel), .failed): return over(.cancel)
        case (_, .stopped) where isRunStopping: return over(.leave)
        case (.stopping(.pause), .stopped):
            stance = .parked
            return .park
        case (.stopping, .stopped):
            stance = .running
            return .start
        case (_, .stopped): return over(.leave)
        default: return over(.finish)
        }
    }

    /// The run as a whole stops: a parked job is over as it stands, a running one is told to stop.
    public mutating func runStops() -> Action {
        isRunStopping = true
        switch stance {
        case .running: return .stopAttempt
        case .parked: return over(.finish)
        case .stopping, .over: return .none
        }
    }

    private mutating func over(_ action: Action) -> Action {
        stance = .over
        return action
    }
}
