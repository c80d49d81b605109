public import FerryCore
public import FerrySealing

/// What a pipeline is made of: ports with their adapters, and settings.
public struct PipelineParts: Sendable {
    /// Where everything lives that a restart needs.
    public var state: StateDirectory
    /// What the files of the spool are sealed with; `nil` writes them as they are.
    public var spoolKey: SpoolKey?
    /// Keeps jobs and leases.
    public var store: any JobStore
    /// Sends requests.
    public var transport: any HTTPTransport
    /// The library behind it, as receipts say it.
    public var transportVersion: String
    /// Looks into media; `nil` when only the preset `none` is used.
    public var prober: (any MediaProber)?
    /// Makes renditions; `nil` when only the preset `none` is used.
    public var encoder: (any MediaEncoder)?
    /// The upload protocol.
    public var storage: Storage
    /// Puts credentials on requests; `nil` sends none.
    public var authorizer: (any RequestAuthorizer)?
    /// What tells the destination from others, for job keys; see ``Destination/identity``.
    public var identity: String
    /// The storage's own URL, where locations do not hold it, as receipts say it.
    public var endpoint: String?
    /// The destination without credentials, as jobs and job keys name it.
    public var destination: String
    /// How bytes are sent.
    public var send: SendSettings
    /// What encodes may take.
    public var encoding = EncodeResources()
    /// What is made of sources unless a submission says otherwise.
    public var preset: Preset
    /// Mean XPSNR of luma in dB that encoded pictures are to reach; `nil` for the preset's own setting.
    public var quality: Double?
    /// What plans are to be best at, and what is known of the uplink.
    public var planning: PlanSettings
    /// What the adviser may do.
    public var adviser = AdviserSettings()
    /// What is done with media beside what the preset asks for.
    public var media: MediaOptions
    /// Where extras are written as files; `nil` for where receipts go.
    public var extrasDirectory: String?
    /// How data URIs are read, and how large a source may be.
    public var decoding: DataURIDecoder.Options
    /// Where receipts are written as files; `nil` for nowhere.
    public var receiptsDirectory: String?
    /// Who is given every event.
    public var recorders: [any MetricsRecorder]
    /// Tells the time and waits.
    public var clock: any FerryClock
    /// Draws a number in 0…1 for each back-off.
    public var jitter: @Sendable () -> Double
    /// When failed jobs are taken up again by whoever runs the pipeline; `nil` leaves them as they are.
    public var reattempts: ReattemptPolicy?
    /// Whether plans follow the uplink where ``planning`` has them do so; asked for each plan.
    public var followsUplink: @Sendable () -> Bool = { true }
    /// When the progress of uploads is written into the store; asked each time.
    public var progressMode: @Sendable () -> ProgressDiary.Mode = { .milestones }
    /// Jobs that may run at once; `nil` for two more than slots.
    public var jobsAtOnce: Int?
    /// What encodes are made by, such as the versions of the libraries, where jobs are to be told apart by it; `nil`
    /// where an object is the same whoever encoded it.
    public var edition: String?
    /// By what share of its source an encode must be smaller to be used, below 1; below 0 it may be larger by so much.
    public var leastSaving = usualSaving

    /// The rule of 5 %.
    public static let usualSaving = 0.05

    /// Puts parts together.
    public init(
        state: StateDirectory, store: any JobStore, transport: any HTTPTransport, transportVersion: String,
        prober: (any MediaProber)?, encoder: (any MediaEncoder)?, storage: Storage,
        authorizer: (any RequestAuthorizer)? = nil, identity: String, endpoint: String? = nil, destination: String,
        send: SendSettings = SendSettings(), preset: Preset = .interview,
        planning: PlanSettings = PlanSettings(), media: MediaOptions = MediaOptions(), extrasDirectory: String? = nil,
        decoding: DataURIDecoder.Options = .init(), receiptsDirectory: String? = nil,
        recorders: [any MetricsRecorder] = [], clock: any FerryClock = SystemFerryClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.state = state
        self.store = store
        self.transport = transport
        self.transportVersion = transportVersion
        self.prober = prober
        self.encoder = encoder
        self.storage = storage
        self.authorizer = authorizer
        self.identity = identity
        self.endpoint = endpoint
        self.destination = destination
        self.send = send
        self.preset = preset
        self.planning = planning
        self.media = media
        self.extrasDirectory = extrasDirectory
        self.decoding = decoding
        self.receiptsDirectory = receiptsDirectory
        self.recorders = recorders
        self.clock = clock
        self.jitter = jitter
    }
}
