import FerryReports
import FerryServer
import FoundationEssentials
import MediaFerry

/// The metrics of one run: counted from its events, served and written where the options say.
struct RunMetrics: Sendable {
    /// How often the file is written, in seconds.
    static let fileSeconds = 15.0

    private let registry: PrometheusRegistry
    private let feed: MetricsFeed
    private let port: Int?
    private let file: String?

    /// `nil` where no metrics are wanted.
    init?(_ options: MetricsOptions) {
        guard options.isWanted else { return nil }
        let help = FerryMetric.allCases.map { ($0.rawValue, $0.help) }
        registry = PrometheusRegistry(help: Dictionary(uniqueKeysWithValues: help))
        feed = MetricsFeed(factory: registry)
        (port, file) = (options.metricsPort, options.metricsFile)
    }

    /// What the pipeline gives its events to.
    var recorder: any MetricsRecorder { feed }

    /// Serves and writes while `work` goes on, and writes once more at its end.
    ///
    /// - Throws: ``FerryError`` when the port cannot be listened on or the file cannot be written; nothing was begun then.
    func during<Result: Sendable>(
        _ ferry: Ferry, work: @escaping @Sendable () async -> Result
    ) async throws(FerryError) -> Result {
        feed.watch { [weak ferry] in
            let slots = ferry?.slots ?? (busy: 0, limit: 0)
            return .init(slotsBusy: slots.busy, slotsLimit: slots.limit, storeCommits: ferry?.storeCommits ?? 0)
        }
        try write()
        let server = try await listen()
        let writer = file.map { _ in Task { await self.writeRepeatedly() } }
        let result = await work()
        writer?.cancel()
        await writer?.value
        try? write()
        server?.cancel()
        _ = await server?.result
        return result
    }

    /// The page as it stands.
    private func page() -> String {
        feed.refresh(at: SystemFerryClock().now())
        return registry.text
    }

    /// Starts the server and returns when it listens.
    private func listen() async throws(FerryError) -> Task<Void, any Error>? {
        guard let port else { return nil }
        let (ready, announce) = AsyncStream.makeStream(of: FerryError?.self)
        let server = MetricsServer(host: "127.0.0.1", port: port, page: page) { host, port in
            Console.error("metrics http://\(host):\(port)/metrics")
            announce.yield(nil)
        }
        let task = Task {
            do { try await server.run() } catch {
                announce.yield(
                    error as? FerryError
                        ?? FerryError(
                            .storeUnavailable, "metrics cannot be served: \(error)", next: "choose another port"))
                throw error
            }
        }
        var begun = ready.makeAsyncIterator()
        if let error = await begun.next(), let error { throw error }
        return task
    }

    private func writeRepeatedly() async {
        while (try? await Task.sleep(for: .seconds(Self.fileSeconds))) != nil { try? write() }
    }

    private func write() throws(FerryError) {
        guard let file else { return }
        do { try TextFile.replace(file, with: Data(page().utf8)) } catch {
            throw FerryError(
                .storeUnavailable, "the file of metrics cannot be written", input: file,
                next: "check the directory named by --metrics-file")
        }
    }
}
