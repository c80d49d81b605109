import ArgumentParser

/// Where a run tells its metrics.
struct MetricsOptions: ParsableArguments {
    @Option(
        help: .init(
            "Serves metrics for Prometheus at http://127.0.0.1:PORT/metrics while the run goes on; 0 takes a free port.",
            valueName: "port"))
    var metricsPort: Int?

    @Option(
        help: .init(
            "A file for the textfile collector of node-exporter, written every 15 s and at the end; its name ends with .prom.",
            valueName: "file"))
    var metricsFile: String?

    func validate() throws {
        guard metricsPort.map((0...65_535).contains) ?? true else {
            throw ValidationError("--metrics-port must be between 0 and 65535")
        }
        guard metricsFile?.hasSuffix(".prom") ?? true else {
            throw ValidationError("--metrics-file must end with .prom: the collector reads no other")
        }
    }

    /// Whether metrics are wanted at all.
    var isWanted: Bool { metricsPort != nil || metricsFile != nil }
}
