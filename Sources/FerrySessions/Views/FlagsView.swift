/// The switches of the service as they are now.
public struct FlagsView: Sendable, Equatable, Codable {
    /// Whether answers are handed off as they are given; off: each is processed before it is answered.
    public var progressiveHandOff: Flag
    /// Whether sessions can be opened again by a token.
    public var sessionRecovery: Flag
    /// Whether media is worked on in the background.
    public var backgroundProcessing: Flag
    /// Whether media is made smaller; off: it goes out as it came.
    public var transcoding: Flag
    /// Whether bitrates follow the uplink.
    public var adaptiveCompression: Flag
    /// Whether events reach listeners.
    public var liveTracking: Flag
    /// Whether progress is written at milestones; off: at intervals.
    public var milestoneProgress: Flag
    /// How many sessions get the progressive road.
    public var rollout: Rollout

    /// One switch.
    public struct Flag: Sendable, Equatable, Codable {
        /// What it is now.
        public var value: Bool
        /// What it is where nobody says otherwise.
        public var `default`: Bool
        /// Who says so: `default`, `file`, `environment`, `command line` or `run time`.
        public var source: String
        /// Creates a switch.
        public init(value: Bool, default: Bool, source: String) {
            self.value = value
            self.default = `default`
            self.source = source
        }
    }

    /// A share of all sessions.
    public struct Rollout: Sendable, Equatable, Codable {
        /// 0…100.
        public var percent: Int
        /// Creates a share.
        public init(percent: Int) { self.percent = percent }
    }

    /// Creates a view.
    public init(
        progressiveHandOff: Flag, sessionRecovery: Flag, backgroundProcessing: Flag, transcoding: Flag,
        adaptiveCompression: Flag, liveTracking: Flag, milestoneProgress: Flag, rollout: Rollout
    ) {
        self.progressiveHandOff = progressiveHandOff
        self.sessionRecovery = sessionRecovery
        self.backgroundProcessing = backgroundProcessing
        self.transcoding = transcoding
        self.adaptiveCompression = adaptiveCompression
        self.liveTracking = liveTracking
        self.milestoneProgress = milestoneProgress
        self.rollout = rollout
    }
}

/// What is to be changed of the switches; what is `nil` stays.
public struct FlagsChange: Sendable, Equatable, Codable {
    /// See ``FlagsView/progressiveHandOff``.
    public var progressiveHandOff: Bool?
    /// See ``FlagsView/sessionRecovery``.
    public var sessionRecovery: Bool?
    /// See ``FlagsView/backgroundProcessing``.
    public var backgroundProcessing: Bool?
    /// See ``FlagsView/transcoding``.
    public var transcoding: Bool?
    /// See ``FlagsView/adaptiveCompression``.
    public var adaptiveCompression: Bool?
    /// See ``FlagsView/liveTracking``.
    public var liveTracking: Bool?
    /// See ``FlagsView/milestoneProgress``.
    public var milestoneProgress: Bool?
    /// See ``FlagsView/rollout``.
    public var rollout: FlagsView.Rollout?

    /// Changes nothing.
    public init() {}
}
