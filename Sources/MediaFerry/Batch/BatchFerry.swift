public import FerryBatch
import FerryCurl
import FerryMediaWorker
import FerrySQLite

/// Carries the recordings of a whole catalog to one destination, or makes them smaller where they are, restartable at any
/// moment: the state directory knows what is done, and several processes may share the work.
///
/// ```swift
/// var ferry = FerryConfiguration(destination: "file:///kept", stateDirectory: "state")
/// ferry.preset = .voice
/// let catalog = try TreeCatalog(root: "recordings")
/// let batch = try await BatchFerry(BatchConfiguration(ferry: ferry, source: .catalog(catalog)))
/// let end = await batch.run()
/// await batch.shutdown()
/// ```
public final class BatchFerry: Sendable {
    /// The run's place in the ledger.
    public let pass: BatchPass
    /// What is listed, without credentials.
    public let source: String
    private let pipeline: JobPipeline
    private let transport: CurlTransport
    private let folder: (any HTTPTransport)?
    private let ledger: SQLiteBatchLedger
    private let work: BatchRun
    private let governor: RateGovernor?

    /// Wires a batch.
    ///
    /// - Parameter watcher: Who is told of items; `nil` for nobody.
    /// - Throws: `destination.wrongProtocol` for a URL that cannot be used, `store.unavailable` when the state directory
    ///   cannot be used, or when a preset needs the media worker and it is not there.
    public init(
        _ configuration: BatchConfiguration, watcher: (any BatchWatcher)? = nil
    ) async throws(FerryError) {
        let wiring = try await BatchWiring(configuration)
        (pass, source, pipeline) = (wiring.pass, wiring.catalog.identity, wiring.pipeline)
        (transport, folder, ledger) = (wiring.ferry.transport, wiring.ferry.folder, wiring.store.batches)
        let (network, files) = (transport, folder)
        governor = configuration.timetable.map { timetable in
            RateGovernor(timetable, clock: wiring.ferry.parts.clock) { limit in
                network.setSendRateLimit(limit)
                files?.setSendRateLimit(limit)
            }
        }
        work = BatchRun(wiring.parts(configuration, watcher: watcher ?? SilentWatcher()))
    }

    /// Works until nothing is due, or it is stopped. Called once.
    public func run() async -> BatchRun.End {
        let governing = governor.map { governor in Task { await governor.run() } }
        defer { governing?.cancel() }
        return await work.run()
    }

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
private struct SilentWatcher: BatchWatcher {
    func listed(_ page: BatchEntering) {}
    func listingEnded() {}
    func ended(_ item: BatchItem, _ outcome: BatchOutcome, _ account: BatchAccount) {}
    func postponed(_ item: BatchItem, _ error: FerryError, seconds: Double) {}
    func counted(_ totals: BatchTotals) {}
    func notice(_ error: FerryError) {}
}
