import FerryCurl
import FerryMediaWorker
import FerrySQLite
import FerrySessions
import FerryUploadProtocols

/// Carries recorded media to one destination: hand sources in, watch events, await receipts.
///
/// Uploads run over libcurl, media is looked at and encoded in child processes, jobs live in SQLite in the state
/// directory. What was accepted survives the end of the process: handing the same source in again goes on from there.
public final class Ferry: Sendable {
    let pipeline: JobPipeline
    private let transport: CurlTransport
    private let meter: StoreMeter
    /// What requests leave through where the destination is no network.
    private let folder: (any HTTPTransport)?

    /// Wires a ferry.
    ///
    /// - Throws: `destination.wrongProtocol` for a URL that cannot be used, `store.unavailable` when the state directory
    ///   cannot be used, or when a preset needs the media worker and it is not there.
    public init(_ configuration: FerryConfiguration) async throws(FerryError) {
        let state = try StateDirectory(path: configuration.stateDirectory)
        let store = try await SQLiteJobStore.open(inDirectory: state.path)
        meter = store.meter
        let wiring = try await FerryWiring(configuration, store: store)
        transport = wiring.transport
        folder = wiring.folder
        pipeline = try JobPipeline(wiring.parts)
    }

    /// Takes a source in. When this returns its bytes and its job survive the end of the process.
    ///
    /// - Parameters:
    ///   - source: What is handed in.
    ///   - preset: What is made of it; the configuration's own when `nil`.
    ///   - again: Makes a new object though one was delivered before.
    /// - Throws: ``FerryError`` that names the source; nothing is kept then.
    public func submit(
        _ source: FerrySource, preset: Preset? = nil, again: Bool = false
    ) async throws(FerryError) -> Submission {
        try await pipeline.submit(source, preset: preset, again: again)
    }

    /// All events from now on.
    public func events() -> AsyncStream<FerryEvent> { pipeline.hub.watch() }

    /// Requests with body bytes in flight, and how many may be.
    public var slots: (busy: Int, limit: Int) { pipeline.slots }

    /// Commits of the store since the start.
    public var storeCommits: Int64 { meter.counts.commits }

    /// Changes the limit of body bytes a second over all slots; it holds from now on. `nil` is no limit.
    public func setSendRateLimit(_ bytesPerSecond: Int64?) {
        transport.setSendRateLimit(bytesPerSecond)
        folder?.setSendRateLimit(bytesPerSecond)
    }

    /// Stops all jobs where they stand and keeps their state; later submissions stop at once too.
    public func stop() async { await pipeline.stop() }

    /// Stops all jobs where they stand, keeps their state, and ends the events.
    public func shutdown() async {
        await pipeline.shutdown()
        transport.shutdown()
    }

    /// Deletes the object of a delivered job.
    ///
    /// - Returns: Whether nothing of it stands there any more; `false` too where the destination cannot delete.
    package func remove(_ receipt: Receipt) async -> Bool { await pipeline.remove(receipt) }

    /// Gives up what unfinished jobs of the state directory left at the destination.
    ///
    /// - Returns: Where something stays.
    package func giveUpUnfinished() async -> [String] { await pipeline.giveUpUnfinished() }

    /// Says that something happened to the run as a whole.
    package func emit(_ kind: FerryEvent.Kind) { pipeline.hub.emit(kind) }
}
