/// What a user may ask of a job, whoever runs it.
public enum JobMove: String, Sendable, Codable, CaseIterable {
    /// Stop where it stands, keep everything, and stay stopped.
    case pause
    /// Go on with a paused job from where the server stands.
    case resume
    /// Try a failed job again, or end the back-off of one that waits.
    case retry
    /// End it for good, give its upload up at the server, and forget its files.
    case cancel

    /// What a move comes to in one state.
    public enum Effect: Sendable, Equatable {
        /// The job takes this step.
        case become(JobState)
        /// It is so already; nothing happens.
        case alreadySo
        /// The move makes no sense there.
        case illegal
    }

    /// What the move comes to for a job in `state`.
    ///
    /// `accepted` as the step means that the job is taken up anew: whoever runs it asks the server where it stands and
    /// goes on from there.
    public func effect(on state: JobState) -> Effect {
        switch (self, state) {
        case (_, .delivered), (_, .refused): .illegal
        case (.cancel, .cancelled): .alreadySo
        case (_, .cancelled): .illegal
        case (.cancel, _): .become(.cancelled)
        case (.pause, .paused): .alreadySo
        case (.pause, .failed): .illegal
        case (.pause, _): .become(.paused)
        case (.resume, .paused): .become(.accepted)
        case (.resume, .failed): .illegal
        case (.resume, _): .alreadySo
        case (.retry, .failed), (.retry, .retrying): .become(.accepted)
        case (.retry, .paused): .illegal
        case (.retry, _): .alreadySo
        }
    }

    /// Whether a request for all jobs means one in `state`: it would change something, and it gives nothing up that was
    /// not under way. A failed job is cancelled only by its name.
    public func meansAll(in state: JobState) -> Bool {
        guard case .become = effect(on: state) else { return false }
        return self == .retry || !state.isEnd
    }

    /// Why the move makes no sense for a job in `state`.
    public func refusal(of job: JobID, in state: JobState) -> FerryError {
        let next =
            switch (self, state) {
            case (.retry, .paused): "use mediaferry jobs resume"
            case (.resume, .failed), (.pause, .failed): "use mediaferry jobs retry, or cancel"
            case (_, .cancelled), (_, .refused): "send the source again"
            default: "see it with mediaferry jobs show"
            }
        return FerryError(
            .destinationConflict, "a job that is \(state.rawValue) cannot be asked to \(rawValue)",
            input: job.rawValue, next: next, disposition: .giveUp)
    }
}

/// A move that was asked of the process that holds a job, and that it has not taken up yet.
public struct JobRequest: Sendable, Hashable, Codable {
    /// The job.
    public var job: JobID
    /// What is asked.
    public var move: JobMove
    /// The epoch of the lease it was asked under; it is void with that lease.
    public var epoch: Int64
    /// When it was asked, by the store's clock.
    public var requestedAt: Timestamp

    /// Creates a request.
    public init(job: JobID, move: JobMove, epoch: Int64, requestedAt: Timestamp) {
        self.job = job
        self.move = move
        self.epoch = epoch
        self.requestedAt = requestedAt
    }
}

/// A job, who holds it, and what is asked of the holder.
public struct JobStanding: Sendable, Equatable {
    /// The job as stored.
    public var job: JobRecord
    /// The lease, running or run out; `nil` while nobody holds it.
    public var lease: JobLease?
    /// The request that its holder has not taken up yet.
    public var request: JobRequest?

    /// Creates a standing.
    public init(job: JobRecord, lease: JobLease?, request: JobRequest?) {
        self.job = job
        self.lease = lease
        self.request = request
    }
}
