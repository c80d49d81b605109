import FerryCore
import FoundationEssentials
import Synchronization

/// Keeps what plans for time go by: how fast this machine encodes and how fast the destination takes bytes. Learned in
/// this run, begun with what earlier runs on this state directory learned, and written down for later ones; two runs at
/// once write over each other, which costs no more than some learning. Runs that do not plan for time write nothing.
final class SpeedBook: MetricsRecorder {
    private struct State {
        var document: SpeedDocument
        var uplink: UplinkEstimate
        var clock = SharedWorkClock()
        var isChanged = false
    }

    private let state: Mutex<State>
    private let settings: PlanSettings
    /// Whether an adviser follows what is learned.
    private let isAdvising: Bool
    private let directory: StateDirectory
    private let destination: String
    private let clock: any FerryClock

    /// Opens the book of a state directory. Blocks on the disk, where plans are made for time.
    init(_ parts: PipelineParts) {
        settings = parts.planning
        directory = parts.state
        clock = parts.clock
        destination = RunningSHA256.hex(of: "mediaferry.uplink/1\n\(parts.identity)")
        isAdvising = parts.adviser.mode == .on
        let keeps =
            parts.planning.isForTime || parts.planning.measuresUplink || parts.adviser.mode != .off
        let known = keeps ? ControlFile.read(SpeedDocument.self, from: parts.state.speeds) : nil
        let document = known.flatMap { $0.schema == SpeedDocument.schema ? $0 : nil } ?? SpeedDocument()
        state = Mutex(
            State(
                document: document,
                uplink: UplinkEstimate(before: document.uplink(destination, now: parts.clock.now()))))
    }

    private var keeps: Bool { settings.isForTime || settings.measuresUplink || isAdvising }

    /// Bytes a second that the uplink had when it was last measured; `nil` where that is unknown, or too old.
    var remembered: Double? { state.withLock { $0.document.uplink(destination, now: clock.now()) } }

    /// What is known now.
    func forecast() -> DeliveryForecast {
        state.withLock { state in
            let uplink: Double? =
                switch settings.uplink {
                case .rate(let rate): Double(rate)
                case .measured, .unknown: settings.measuresUplink ? state.uplink.bytesPerSecond : nil
                }
            return DeliveryForecast(
                speeds: state.document.machine, processors: ProcessInfo.processInfo.activeProcessorCount,
                uplink: uplink)
        }
    }

    /// Watches what is acknowledged.
    func record(_ event: FerryEvent) {
        guard settings.measuresUplink || isAdvising else { return }
        state.withLock { $0.uplink.take(event) }
    }

    /// Work begins, or goes on.
    ///
    /// - Returns: Seconds of a clock that runs slower while several encoders share the machine.
    func begin() -> Double { state.withLock { $0.clock.begin(at: clock.now()) } }
    /// Seconds of the same clock.
    func look() -> Double { state.withLock { $0.clock.look(at: clock.now()) } }
    /// Work ends.
    func end() -> Double { state.withLock { $0.clock.end(at: clock.now()) } }

    /// Learns from work that was done.
    func learn(_ lesson: (inout DeliveryForecast) -> Void) {
        var forecast = forecast()
        state.withLock { state in
            forecast.speeds = state.document.machine
            lesson(&forecast)
            state.document.machine = forecast.speeds
            state.isChanged = true
        }
    }

    /// Writes down what is new. Blocks on the disk.
    func save(by writer: String) {
        guard keeps else { return }
        let document = state.withLock { state -> SpeedDocument? in
            if state.uplink.isMeasured, let rate = state.uplink.bytesPerSecond {
                state.document.setUplink(rate, to: destination, now: clock.now())
                state.isChanged = true
            }
            defer { state.isChanged = false }
            return state.isChanged ? state.document : nil
        }
        guard let document else { return }
        // What is lost with it is learned again.
        try? ControlFile.write(document, to: directory.speeds, by: writer)
    }
}
