/// What is known of this machine and of the way when a plan is made, and how long a plan takes by that.
///
/// Files that are worked on side by side share processors and uplink alike, so what is sooner done for one alone is so
/// beside others too: all seconds are those of a job that has both for itself.
public struct DeliveryForecast: Sendable, Equatable {
    /// What was learned of this machine.
    public var speeds: MachineSpeeds
    /// Processors that encoders may use.
    public var processors: Int
    /// Bytes a second over all slots; `nil` while unknown.
    public var uplink: Double?

    /// Puts together what is known.
    public init(speeds: MachineSpeeds = MachineSpeeds(), processors: Int = 2, uplink: Double? = nil) {
        self.speeds = speeds
        self.processors = processors
        self.uplink = uplink
    }

    /// Seconds of a decision; `nil` where the bytes are not known beforehand.
    public func seconds(_ decided: MediaPlanner.Decided, of probe: MediaProbe) -> PredictedSeconds? {
        guard let bytes = decided.plan.predictedBytes else { return nil }
        let send = uplink.flatMap { $0 > 0 ? Double(bytes) / $0 : nil }
        guard let task = decided.task else { return PredictedSeconds(encode: 0, check: 0, send: send) }
        return PredictedSeconds(
            encode: seconds(making(task, of: probe, bytes: bytes)),
            check: seconds(checking(task, of: probe, bytes: bytes)), send: send)
    }

    func making(_ task: MediaEncodeTask, of probe: MediaProbe, bytes: Int64) -> WorkEstimate {
        .making(task, of: probe, bytes: bytes, processors: processors)
    }

    func checking(_ task: MediaEncodeTask, of probe: MediaProbe, bytes: Int64) -> WorkEstimate {
        .checking(task, of: probe, bytes: bytes, processors: processors)
    }

    private func seconds(_ work: WorkEstimate) -> Double { work.seconds * speeds.factor(of: work.kind) }

    /// Learns from a rendition that was made, or from the share of it that was.
    public mutating func learn(
        encoded task: MediaEncodeTask, of probe: MediaProbe, bytes: Int64, seconds: Double, share: Double = 1
    ) {
        let work = making(task, of: probe, bytes: bytes)
        speeds.learn(work.kind, measured: seconds, expected: work.seconds * share)
    }

    /// Learns from a finished check.
    public mutating func learn(
        checked task: MediaEncodeTask, of probe: MediaProbe, bytes: Int64, seconds: Double
    ) {
        let work = checking(task, of: probe, bytes: bytes)
        speeds.learn(work.kind, measured: seconds, expected: work.seconds)
    }
}
