import FoundationEssentials

/// How a ferry is wired. Only the destination must be given.
public struct FerryConfiguration: Sendable {
    /// The destination's URL, such as `tus+https://host/files/`.
    public var destination: String
    /// Where everything lives that a restart needs; see ``StateDirectory``.
    public var stateDirectory: String
    /// What files of the spool are sealed with; `nil` writes them as they are. See <doc:EncryptionAtRest>.
    public var spoolKey: SpoolKey?
    /// What is made of sources unless a submission says otherwise.
    public var preset: Preset = .interview
    /// Mean XPSNR of luma in dB that encoded pictures are to reach, of ``QualityAim/range``; the cheapest setting that does
    /// is searched for each source. `nil` takes the preset's own setting.
    public var quality: Double?
    /// What encodes may take of this machine; they know its processors by themselves.
    public var encoding = EncodeResources(processors: ProcessInfo.processInfo.activeProcessorCount)
    /// What plans are to be best at, and what is known of the uplink. A given rate counts up to ``sendRateLimit``.
    public var planning = PlanSettings()
    /// What the adviser may do; by default there is none. See <doc:TheAdviser>.
    public var adviser = AdviserSettings()
    /// What is done with media beside what the preset asks for: loudness, denoising, posters and the like.
    public var media = MediaOptions()
    /// Where extras are written as files; `nil` for where receipts go.
    public var extrasDirectory: String?
    /// How bytes are sent.
    public var send = SendSettings()
    /// How the destination is reached.
    public var access = DestinationAccess()
    /// Body bytes a second over all slots; `nil` is no limit.
    public var sendRateLimit: Int64?
    /// A file of certificates (PEM) that alone are trusted; `nil` trusts what the system trusts.
    public var caFile: String?
    /// How data URIs are read, and how large a source may be.
    public var decoding = DataURIDecoder.Options()
    /// Where receipts are written as files; `nil` for nowhere.
    public var receiptsDirectory: String?
    /// The path of `mediaferry-media-worker`; `nil` looks beside the running program.
    public var workerPath: String?
    /// How far media workers give way to other processes, from 0 to 19; see `nice(2)`.
    public var workerNiceness = 0
    /// Media workers that run at once; `nil` for two.
    public var workersAtOnce: Int?
    /// Whether a media worker is wired where there is one though the preset is `none`, for submissions with presets of
    /// their own.
    public var wiresMedia = false
    /// What works on media inside this process, in place of the media worker: `FFmpegEncoder` of the library `FerryFFmpeg`.
    ///
    /// Nothing confines it then, and a fault in a decoder ends the whole program: only for media whose makers are trusted.
    public var mediaInThisProcess: (any MediaProber & MediaEncoder)?
    /// Where connections go instead of where URLs say, as `HOST:PORT:HOST:PORT`, such as through a `LinkShaper`; names in
    /// requests and certificates stay. `nil` goes where URLs say.
    public var connectTo: String?
    /// Stands before what requests leave through, to listen to them; `nil` is nothing.
    public var listening: (@Sendable (any HTTPTransport) -> any HTTPTransport)?
    /// Who is given every event.
    public var recorders: [any MetricsRecorder] = []

    /// Creates a configuration.
    public init(destination: String, stateDirectory: String) {
        self.destination = destination
        self.stateDirectory = stateDirectory
    }
}
