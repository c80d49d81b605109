public import CoreMetrics
import Synchronization

/// A backend of swift-metrics that keeps numbers in memory and writes them as Prometheus reads them.
///
/// What is destroyed is kept, so that a counter never falls. At most ``maxSeries`` series are kept; further ones are not
/// counted, so that a label that grows cannot fill the memory.
public final class PrometheusRegistry: MetricsFactory {
    /// Series that are kept at most.
    public static let maxSeries = 10_000

    enum Kind: String {
        case counter, gauge
    }

    struct Series: Hashable {
        var name: String
        /// Pairs of label and value in the order they were given.
        var labels: [String]
    }

    private struct State {
        var kinds: [String: Kind] = [:]
        var values: [Series: Double] = [:]
    }

    private let help: [String: String]
    private let state = Mutex(State())

    /// Keeps nothing yet.
    ///
    /// - Parameter help: A sentence for each name.
    public init(help: [String: String] = [:]) { self.help = help }

    /// All that is kept, in the text format of Prometheus, by name.
    public var text: String {
        let (kinds, values) = state.withLock { ($0.kinds, $0.values) }
        var page = PrometheusText()
        let families = Dictionary(grouping: values) { $0.key.name }
        for (name, series) in families.sorted(by: { $0.key < $1.key }) {
            let samples = series.map { (labels: Self.pairs($0.key.labels), value: $0.value) }
            page.family(name, help[name] ?? name, kinds[name]?.rawValue ?? "untyped", samples)
        }
        return page.text
    }

    func add(_ amount: Double, to series: Series, _ kind: Kind) {
        state.withLock { state in
            guard state.values[series] != nil || state.values.count < Self.maxSeries else { return }
            state.kinds[series.name] = kind
            state.values[series, default: 0] += amount
        }
    }

    func set(_ value: Double, of series: Series) {
        state.withLock { state in
            guard state.values[series] != nil || state.values.count < Self.maxSeries else { return }
            state.kinds[series.name] = .gauge
            state.values[series] = value
        }
    }

    func series(_ label: String, _ dimensions: [(String, String)], suffix: String = "") -> Series {
        Series(name: Self.name(label) + suffix, labels: dimensions.flatMap { [Self.name($0.0), $0.1] })
    }

    private static func pairs(_ labels: [String]) -> [(String, String)] {
        stride(from: 0, to: labels.count - 1, by: 2).map { (labels[$0], labels[$0 + 1]) }
    }

    /// A name as the data model of Prometheus allows it.
    private static func name(_ label: String) -> String {
        let name = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
        return name.first?.isNumber == true ? "_\(name)" : name
    }

    /// A counter of whole numbers.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        PrometheusSeries(self, series(label, dimensions), .counter)
    }

    /// A counter of any numbers.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        PrometheusSeries(self, series(label, dimensions), .counter)
    }

    /// A number that rises and falls.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        PrometheusSeries(self, series(label, dimensions), .gauge)
    }

    /// The latest value; of many values (`aggregate`) their sum and count.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate
            ? PrometheusSummary(self, label, dimensions) : PrometheusSeries(self, series(label, dimensions), .gauge)
    }

    /// The sum, in seconds, and the count of durations.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        PrometheusSummary(self, label, dimensions)
    }

    /// Nothing: what was counted stays.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Nothing: what was counted stays.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Nothing: what was set stays.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Nothing: what was recorded stays.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Nothing: what was recorded stays.
    public func destroyTimer(_ handler: any TimerHandler) {}
}
