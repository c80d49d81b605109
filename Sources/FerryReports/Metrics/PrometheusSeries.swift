import CoreMetrics

/// One number in a registry.
final class PrometheusSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
    private let registry: PrometheusRegistry
    private let series: PrometheusRegistry.Series
    private let kind: PrometheusRegistry.Kind

    init(_ registry: PrometheusRegistry, _ series: PrometheusRegistry.Series, _ kind: PrometheusRegistry.Kind) {
        (self.registry, self.series, self.kind) = (registry, series, kind)
    }

    func increment(by amount: Int64) { registry.add(Double(amount), to: series, kind) }
    func increment(by amount: Double) { registry.add(amount, to: series, kind) }
    func decrement(by amount: Double) { registry.add(-amount, to: series, kind) }
    func set(_ value: Int64) { registry.set(Double(value), of: series) }
    func set(_ value: Double) { registry.set(value, of: series) }
    func record(_ value: Int64) { registry.set(Double(value), of: series) }
    func record(_ value: Double) { registry.set(value, of: series) }

    /// A counter that falls would be read as the start of a new process.
    func reset() {}
}

/// The sum and the count of many values in a registry, as two counters.
final class PrometheusSummary: RecorderHandler, TimerHandler {
    private let registry: PrometheusRegistry
    private let (sum, count): (PrometheusRegistry.Series, PrometheusRegistry.Series)

    init(_ registry: PrometheusRegistry, _ label: String, _ dimensions: [(String, String)]) {
        self.registry = registry
        sum = registry.series(label, dimensions, suffix: "_sum")
        count = registry.series(label, dimensions, suffix: "_count")
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        registry.add(value, to: sum, .counter)
        registry.add(1, to: count, .counter)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
