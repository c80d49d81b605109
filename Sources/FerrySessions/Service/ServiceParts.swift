public import FerryCore
public import FerryPipeline

/// What a service is made of: the road, the stores and settings.
public struct ServiceParts: Sendable {
    /// Runs jobs; its store is ``jobs``.
    public var pipeline: JobPipeline
    /// Keeps jobs.
    public var jobs: any JobStore
    /// Keeps sessions and answers, in one store with the jobs.
    public var sessions: any SessionStore
    /// Counts what the stores hold.
    public var stores: any TallyStore
    /// Keeps where users are in what they play.
    public var playback: any PlaybackStore
    /// Keeps webhooks.
    public var webhooks: any WebhookStore
    /// Keeps what was turned at run time.
    public var flags: any FlagStore
    /// Counts commits and times queries of the stores.
    public var meter: StoreMeter
    /// Sends webhooks.
    public var transport: any HTTPTransport
    /// Takes hand-offs while the store cannot.
    public var outbox: Outbox
    /// Where media of answers goes.
    public var spool: HandOffSpool
    /// Finds finished uploads that answers name; `nil` where none can be named.
    public var uploads: (any FinishedUploads)?
    /// Where everything lives that a restart needs.
    public var state: StateDirectory
    /// What it does and keeps.
    public var settings: ServiceSettings
    /// The destination of jobs without credentials, and the storage's own URL, as rows name them.
    public var destination: String
    /// The storage's own URL, where the destination's does not hold it.
    public var endpoint: String?
    /// The key that recovery tokens are signed with, at least 32 bytes.
    public var recoveryKey: [UInt8]
    /// Tells the time and waits.
    public var clock: any FerryClock

    /// Puts parts together.
    public init(
        pipeline: JobPipeline, jobs: any JobStore, sessions: any SessionStore,
        service: any TallyStore & PlaybackStore & WebhookStore & FlagStore, meter: StoreMeter,
        transport: any HTTPTransport, outbox: Outbox, spool: HandOffSpool, state: StateDirectory,
        settings: ServiceSettings = ServiceSettings(), destination: String, endpoint: String? = nil,
        recoveryKey: [UInt8], clock: any FerryClock = SystemFerryClock()
    ) {
        self.pipeline = pipeline
        self.jobs = jobs
        self.sessions = sessions
        stores = service
        playback = service
        webhooks = service
        flags = service
        self.meter = meter
        self.transport = transport
        self.outbox = outbox
        self.spool = spool
        self.state = state
        self.settings = settings
        self.destination = destination
        self.endpoint = endpoint
        self.recoveryKey = recoveryKey
        self.clock = clock
    }
}
