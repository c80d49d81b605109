import FerryCurl
import FerryMediaWorker
import FerrySQLite
public import FerrySessions

/// A wired hand-off service: one for each state directory at a time.
public final class FerryService: Sendable {
    /// The service itself.
    public let service: HandOffService
    /// Keeps the access tokens.
    public let tokens: any TokenStore
    private let pipeline: JobPipeline
    private let transport: CurlTransport
    private let events: EventLog
    private let lock: ServiceLock

    /// Wires a service; ``run()`` has it work.
    ///
    /// - Throws: `store.unavailable` when the state directory cannot be used, or another service works in it;
    ///   `destination.wrongProtocol` for a URL that cannot be used.
    public init(_ configuration: ServiceConfiguration) async throws(FerryError) {
        let state = try StateDirectory(path: configuration.ferry.stateDirectory)
        lock = try ServiceLock(state)
        let stores = try await SQLiteStores.open(inDirectory: state.path) { [clock = configuration.clock] in
            clock.now()
        }
        let spool = HandOffSpool(state: state, key: configuration.ferry.spoolKey)
        let outbox = try await Outbox(state: state, spool: spool)
        let recorders = ServiceRecorders()
        var ferry = configuration.ferry
        ferry.recorders += recorders.all
        // Whoever hands an answer off waits for the processor before any encoder does.
        ferry.workerNiceness = 19
        let wiring = try await FerryWiring(ferry, store: stores.jobs)
        var parts = wiring.parts
        parts.clock = configuration.clock
        parts.reattempts = ReattemptPolicy()
        parts.jobsAtOnce = configuration.settings.jobsInFlight
        let flags = FlagBook(configuration.flags)
        parts.followsUplink = { flags.flags[.adaptiveCompression] }
        parts.progressMode = { flags.flags[.milestoneProgress] ? .milestones : .interval }
        pipeline = try JobPipeline(parts)
        transport = wiring.transport
        events = recorders.events
        tokens = stores.service
        var settings = configuration.settings
        settings.preset = ferry.preset
        var house = ServiceParts(
            pipeline: pipeline, jobs: stores.jobs, sessions: stores.sessions, service: stores.service,
            meter: stores.meter, transport: wiring.transport, outbox: outbox, spool: spool, state: state,
            settings: settings, destination: parts.destination, endpoint: parts.endpoint,
            recoveryKey: try state.key("recovery"), clock: configuration.clock)
        house.uploads = configuration.uploads
        service = await HandOffService(house, flags: flags, recorders: recorders)
    }

    /// Works until the task is cancelled or ``shutdown()`` is called.
    ///
    /// - Throws: `store.unavailable` when what was in flight cannot be found.
    public func run() async throws(FerryError) { try await service.run() }

    /// Stops jobs where they stand, keeps their state, and ends the events.
    public func shutdown() async {
        await service.stop()
        await pipeline.shutdown()
        events.finish()
        transport.shutdown()
    }
}
