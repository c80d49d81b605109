/// The port that every event is given to, in order: bars, lines, files, metrics.
///
/// Called by whoever says the event, one event at a time; it must not block for long.
public protocol MetricsRecorder: Sendable {
    /// Takes one event.
    func record(_ event: FerryEvent)
}
