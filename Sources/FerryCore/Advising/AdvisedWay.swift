/// One way that a recording may go: what is made of it, and what that is expected to take.
public struct AdvisedWay: Sendable, Equatable {
    /// What it is called in events: a preset, with the bits a second where they are lowered: `interview 420000`.
    public var name: String
    /// What is done, and what the encoder is to do.
    public var plan: MediaPlan
    /// What the encoder is to do; `nil` where the source goes out as it is.
    public var task: MediaEncodeTask?
    /// Seconds of making the rendition, on a machine that does nothing else.
    public var encodeSeconds: Double
    /// Seconds of decoding what goes out once, in the same way.
    public var checkSeconds: Double
    /// Bytes that go out.
    public var bytes: Double

    /// Seconds of the machine in all.
    public var workSeconds: Double { encodeSeconds + checkSeconds }
    /// Whether a track is encoded.
    public var isEncode: Bool { plan.decision == .encode }

    /// Creates a way.
    public init(
        name: String, plan: MediaPlan, task: MediaEncodeTask? = nil, encodeSeconds: Double, checkSeconds: Double,
        bytes: Double
    ) {
        self.name = name
        self.plan = plan
        self.task = task
        self.encodeSeconds = encodeSeconds
        self.checkSeconds = checkSeconds
        self.bytes = bytes
    }
}
