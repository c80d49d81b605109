import FerryCore
import FerryReports
import FerrySessions

extension ServiceMetrics {
    /// Upper bounds of the buckets of acknowledgements, in seconds.
    static let acknowledgementBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// The metrics as Prometheus reads them. No label carries a user, a file or a URL.
    var prometheusText: String {
        var page = PrometheusText()
        for metric in FerryMetric.allCases { add(metric, to: &page) }
        return page.text
    }

    private func add(_ metric: FerryMetric, to page: inout PrometheusText) {
        let (name, help) = (metric.rawValue, metric.help)
        switch metric {
        case .jobs: page.counter(name, help, by: "outcome", jobs.mapValues(Double.init))
        case .retries: page.counter(name, help, by: "cause", retries.mapValues(Double.init))
        case .acknowledgementSeconds:
            let bounds = Self.acknowledgementBounds.map { ($0, acknowledgement.count(atMost: $0)) }
            page.histogram(name, help, buckets: bounds, sum: acknowledgement.sum, count: acknowledgement.count)
        default:
            if metric.kind == .gauge {
                page.gauge(name, help, value(metric))
            } else {
                page.counter(name, help, value(metric))
            }
        }
    }

    /// What a metric without labels stands at.
    private func value(_ metric: FerryMetric) -> Double {
        switch metric {
        case .sentBytes: Double(sentBytes)
        case .acknowledgedBytes: Double(acknowledgedBytes)
        case .resentBytes: Double(resentBytes)
        case .stalledSeconds: stalledSeconds
        case .slotsBusy: Double(slotsBusy)
        case .slotsLimit: Double(slotsLimit)
        case .queueDepth: Double(queueDepth)
        case .queueOldestSeconds: queueOldestSeconds
        case .encodedMediaSeconds: encodedMediaSeconds
        case .storeCommits: Double(storeCommits)
        case .answersLost: Double(answersLost)
        case .jobs, .retries, .acknowledgementSeconds: 0
        }
    }
}
