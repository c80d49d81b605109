package import FerryCore

/// What a service must be told of: recorders of its pipeline.
package struct ServiceRecorders: Sendable {
    /// The latest events.
    package let events = EventLog()
    /// What was done since the start.
    package let tally = ServiceTally()
    /// What became of both groups of a roll-out.
    package let rollout = RolloutTally()

    /// How well was sent.
    package let report = ServiceReport()

    /// Has heard of nothing yet.
    package init() {}

    /// All of them, for a pipeline.
    package var all: [any MetricsRecorder] { [events, tally, rollout, report] }
}
