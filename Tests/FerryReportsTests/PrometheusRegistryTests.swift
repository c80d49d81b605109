import CoreMetrics
import Testing

@testable import FerryReports

@Suite struct PrometheusRegistryTests {
    @Test("every kind of metric of swift-metrics finds its line")
    func kinds() {
        let registry = PrometheusRegistry(help: ["files_total": "Files."])
        Counter(label: "files_total", dimensions: [("kind", "a\"b\\c\nd")], factory: registry).increment(by: 3)
        Counter(label: "files_total", dimensions: [("kind", "z")], factory: registry).increment()
        FloatingPointCounter(label: "seconds_total", factory: registry).increment(by: 0.25)
        let meter = Meter(label: "busy", factory: registry)
        meter.set(5)
        meter.decrement(by: 2)
        Gauge(label: "level.of-things", factory: registry).record(1.5)
        Recorder(label: "size", dimensions: [], aggregate: true, factory: registry).record(7)
        Timer(label: "wait", factory: registry).recordNanoseconds(1_500_000_000)
        #expect(
            registry.text == """
                # HELP busy busy
                # TYPE busy gauge
                busy 3
                # HELP files_total Files.
                # TYPE files_total counter
                files_total{kind="a\\"b\\\\c\\nd"} 3
                files_total{kind="z"} 1
                # HELP level_of_things level_of_things
                # TYPE level_of_things gauge
                level_of_things 1.5
                # HELP seconds_total seconds_total
                # TYPE seconds_total counter
                seconds_total 0.25
                # HELP size_count size_count
                # TYPE size_count counter
                size_count 1
                # HELP size_sum size_sum
                # TYPE size_sum counter
                size_sum 7
                # HELP wait_count wait_count
                # TYPE wait_count counter
                wait_count 1
                # HELP wait_sum wait_sum
                # TYPE wait_sum counter
                wait_sum 1.5

                """)
    }

    @Test("a counter never falls, and series are bounded")
    func bounded() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "a_total", factory: registry)
        counter.increment(by: 2)
        counter.reset()
        counter.destroy()
        Counter(label: "a_total", factory: registry).increment()
        #expect(registry.text.contains("a_total 3\n"))
        for number in 0..<(PrometheusRegistry.maxSeries + 50) {
            Counter(label: "b_total", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        #expect(
            registry.text.split(separator: "\n").count { $0.hasPrefix("b_total{") } == PrometheusRegistry.maxSeries - 1)
        Counter(label: "a_total", factory: registry).increment()
        #expect(registry.text.contains("a_total 4\n"))
    }
}
