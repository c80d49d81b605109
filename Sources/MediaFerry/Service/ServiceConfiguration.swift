public import FerrySessions

/// How a hand-off service is wired.
public struct ServiceConfiguration: Sendable {
    /// The road of its jobs: destination, state directory, preset, slots, encoders. Its recorders are given every event.
    public var ferry: FerryConfiguration
    /// What it does and keeps. The preset is the ferry's.
    public var settings: ServiceSettings
    /// Finds finished uploads that answers name; `nil` where none can be named.
    public var uploads: (any FinishedUploads)?
    /// The switches, as configuration says them.
    public var flags: ServiceFlags
    /// Tells the time and waits, for the service, its jobs and its stores.
    public var clock: any FerryClock = SystemFerryClock()

    /// Creates a configuration.
    public init(
        ferry: FerryConfiguration, settings: ServiceSettings = ServiceSettings(), flags: ServiceFlags = ServiceFlags()
    ) {
        self.ferry = ferry
        self.settings = settings
        self.flags = flags
    }
}
