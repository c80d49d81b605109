public import CoreMetrics
public import FerryCore
import Synchronization

/// Feeds the metrics of a run to whatever backend of swift-metrics a program has chosen.
///
/// Names and labels are those of ``FerryMetric``. Counters change with each event; gauges are set by ``refresh(at:)``, which
/// a page calls before it is read and a push once in a while.
public final class MetricsFeed: MetricsRecorder {
    /// How things stand beside what events tell.
    public struct Standing: Sendable {
        /// Slots in use.
        public var slotsBusy: Int
        /// Slots there are.
        public var slotsLimit: Int
        /// Commits of the store since the start.
        public var storeCommits: Int64

        /// Says how things stand.
        public init(slotsBusy: Int, slotsLimit: Int, storeCommits: Int64) {
            self.slotsBusy = slotsBusy
            self.slotsLimit = slotsLimit
            self.storeCommits = storeCommits
        }
    }

    private struct Name: Hashable {
        var metric: FerryMetric
        var labelValue: String?
    }

    private struct State {
        var tally = MetricTally()
        var queue = QueueTally()
        var counters: [Name: FloatingPointCounter] = [:]
        var gauges: [FerryMetric: Meter] = [:]
        var standing: (@Sendable () -> Standing)?
        var commits: Int64 = 0
    }

    private let factory: any MetricsFactory
    private let state = Mutex(State())

    /// Feeds a backend; the one that the program has bootstrapped where none is named.
    ///
    /// Metrics without a label are there from the start, at zero, as Prometheus advises.
    public init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.factory = factory
        for metric in FerryMetric.allCases where Self.fed.contains(metric) && metric.label == nil {
            take([MetricChange(metric, 0)])
        }
    }

    /// What a run outside of the hand-off service has.
    static let fed: Set<FerryMetric> = Set(FerryMetric.allCases).subtracting([.acknowledgementSeconds, .answersLost])

    /// Says where slots and commits are to be asked for.
    public func watch(_ standing: @escaping @Sendable () -> Standing) {
        state.withLock { $0.standing = standing }
    }

    /// Takes an event.
    public func record(_ event: FerryEvent) {
        let changes = state.withLock { state in
            state.queue.take(event)
            return state.tally.changes(for: event)
        }
        take(changes)
    }

    /// Sets the gauges to how things stand now.
    public func refresh(at now: Timestamp) {
        let standing = state.withLock { $0.standing }?()
        var changes = state.withLock { $0.queue.gauges(at: now) }
        if let standing {
            changes.append(MetricChange(.slotsBusy, Double(standing.slotsBusy)))
            changes.append(MetricChange(.slotsLimit, Double(standing.slotsLimit)))
            let more = state.withLock { state in
                defer { state.commits = max(state.commits, standing.storeCommits) }
                return standing.storeCommits - state.commits
            }
            changes.append(MetricChange(.storeCommits, Double(max(0, more))))
        }
        take(changes)
    }

    private func take(_ changes: [MetricChange]) {
        for change in changes {
            switch change.metric.kind {
            case .counter:
                counter(Name(metric: change.metric, labelValue: change.labelValue)).increment(by: change.amount)
            case .gauge: gauge(change.metric).set(change.amount)
            case .histogram: break
            }
        }
    }

    private func counter(_ name: Name) -> FloatingPointCounter {
        state.withLock { state in
            if let counter = state.counters[name] { return counter }
            let dimensions = name.metric.label.flatMap { label in name.labelValue.map { [(label, $0)] } } ?? []
            let counter = FloatingPointCounter(label: name.metric.rawValue, dimensions: dimensions, factory: factory)
            state.counters[name] = counter
            return counter
        }
    }

    private func gauge(_ metric: FerryMetric) -> Meter {
        state.withLock { state in
            if let gauge = state.gauges[metric] { return gauge }
            let gauge = Meter(label: metric.rawValue, factory: factory)
            state.gauges[metric] = gauge
            return gauge
        }
    }
}
