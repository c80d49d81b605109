public import FerryBatch
import FerryCurl
import FerryMediaWorker
import FerrySQLite

/// Carries the recordings of a whole catalog to one destination, restartable at any moment: the state directory knows
/// what is done, and several processes may share the work.
///
/// ```swift
/// var ferry = FerryConfiguration(destination: "file:///kept", stateDirectory: "state")
/// ferry.preset = .voice
/// let catalog = try TreeCatalog(root: "recordings")
/// let batch = try await BatchFerry(BatchConfiguration(ferry: ferry, catalog: catalog), watcher: nil)
/// let end = await batch.run()
/// await batch.shutdown()
/// ```
public final class BatchFerry: Sendable {
    /// The run's place in the ledger.
    public let pass: BatchPass
    private let pipeline: JobPipeline
    private let transport: CurlTransport
    private let folder: (any HTTPTransport)?
    private let ledger: SQLiteBatchLedger
    private let work: BatchRun

    /// Wires a batch.
    ///
    /// - Throws: `destination.wrongProtocol` for a URL that cannot be used, `store.unavailable` when the state directory
    ///   cannot be used, or when a preset needs the media worker and it is not there.
    public init(_ configuration: BatchConfiguration, watcher: (any BatchWatcher)?) async throws(FerryError) {
        let ferry = configuration.ferry
        let state = try StateDirectory(path: ferry.stateDirectory)
        let store = try await SQLiteJobStore.open(inDirectory: state.path)
        let wiring = try await FerryWiring(ferry, store: store)
        var parts = wiring.parts
        parts.leastSaving = configuration.leastSaving
        parts.edition = try await Self.edition(ferry)
        (transport, folder, ledger) = (wiring.transport, wiring.folder, store.batches)
        let pipeline = try JobPipeline(parts)
        self.pipeline = pipeline
        var pass = BatchPass(
            catalog: configuration.catalog.identity, destination: parts.identity,
            settings: [pipeline.settingsKey],
            filter: configuration.filter.identity + "\n" + configuration.codecs.sorted().joined(separator: ","))
        if configuration.triesAgain { pass.reopens.formUnion([.setAside, .refused, .kept]) }
        self.pass = pass
        work = BatchRun(
            BatchParts(
                catalog: configuration.catalog, filter: configuration.filter, ledger: store.batches, pass: pass,
                carrier: PipelineCarrier(pipeline), settings: configuration.settings, holder: pipeline.holder,
                isAlive: { pipeline.isAlive($0) }, watcher: watcher ?? SilentWatcher(), clock: parts.clock))
    }

    /// What encodes are made by; `nil` where nothing is encoded.
    private static func edition(_ ferry: FerryConfiguration) async throws(FerryError) -> String? {
        guard ferry.preset.mayEncode, ferry.mediaInThisProcess == nil else { return nil }
        let worker = try Adapters.worker(path: ferry.workerPath, niceness: ferry.workerNiceness)
        let versions = try await worker.describe().versions
        return "presets \(presetEdition), libavcodec \(versions.libavcodec)"
    }

    /// How this package encodes; raised when a preset's settings change, so that a batch makes its renditions anew. A new
    /// version of the package alone is no reason.
    private static let presetEdition = 1

    /// Works until nothing is due, or it is stopped. Called once.
    public func run() async -> BatchRun.End { await work.run() }

    /// Stops everything where it stands; ``run()`` ends soon.
    public func stop() async {
        work.stop()
        await pipeline.stop()
    }

    /// Counts of the pass.
    public func totals() async throws(FerryError) -> BatchTotals { try await ledger.totals(of: pass) }

    /// Items of the pass behind a number, in the order of listing.
    public func items(after number: Int64, limit: Int) async throws(FerryError) -> [BatchItem] {
        try await ledger.items(of: pass, after: number, limit: limit)
    }

    /// All events from now on.
    public func events() -> AsyncStream<FerryEvent> { pipeline.hub.watch() }

    /// Changes the limit of body bytes a second over all slots; it holds from now on. `nil` is no limit.
    public func setSendRateLimit(_ bytesPerSecond: Int64?) {
        transport.setSendRateLimit(bytesPerSecond)
        folder?.setSendRateLimit(bytesPerSecond)
    }

    /// Stops everything, keeps its state, and ends the events.
    public func shutdown() async {
        work.stop()
        await pipeline.shutdown()
        transport.shutdown()
    }

    /// Says that something happened to the run as a whole.
    package func emit(_ kind: FerryEvent.Kind) { pipeline.hub.emit(kind) }
}

/// Nobody is told.
struct SilentWatcher: BatchWatcher {
    func listed(_ page: BatchEntering) {}
    func listingEnded() {}
    func ended(_ item: BatchItem, _ outcome: BatchOutcome, _ account: BatchAccount) {}
    func postponed(_ item: BatchItem, _ error: FerryError, seconds: Double) {}
    func counted(_ totals: BatchTotals) {}
    func notice(_ error: FerryError) {}
}
