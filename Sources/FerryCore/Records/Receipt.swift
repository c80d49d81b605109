/// The proof of one delivery (`mediaferry.receipt/1`). Unknown values are `null`, never 0.
public struct Receipt: Sendable, Equatable, Codable {
    /// `mediaferry.receipt/1`.
    public var schema = "mediaferry.receipt/1"
    /// The job.
    public var jobId: JobID
    /// Whether all media arrived.
    public var outcome: Outcome
    /// Whether an earlier delivery was found to be still there and nothing was sent.
    public var reused: Bool
    /// Bytes of the rendition divided by bytes of the source.
    @Nullable public var compressionRatio: Double?
    /// What was handed in.
    public var source: Source
    /// What was decided.
    public var plan: MediaPlan
    /// What went out.
    public var rendition: Rendition
    /// What became of the tracks; empty where the media was not inspected.
    public var tracks: [TrackReceipt]
    /// What of the media is missing; `nil` when nothing is.
    @Nullable public var loss: LossReceipt?
    /// Measured quality; `nil` where it was not measured.
    @Nullable public var quality: Quality?
    /// Signs of a bad recording; `nil` where they were not looked for.
    @Nullable public var health: Health?
    /// Files made beside the rendition; `nil` where none were asked for.
    @Nullable public var extras: [ExtraReceipt]?
    /// Where it is.
    public var destination: Destination
    /// How it got there.
    public var transfer: Transfer
    /// Where the time went.
    public var stages: Stages
    /// When.
    public var times: Times
    /// By what.
    public var versions: Versions

    /// Whether all media arrived.
    public enum Outcome: String, Sendable, Codable {
        /// All of it.
        case delivered
        /// With stated loss.
        case deliveredWithLoss
    }

    /// What was handed in.
    public struct Source: Sendable, Equatable, Codable {
        /// The name without directories.
        public var name: String
        /// How it was handed in.
        public var kind: SourceRecord.Kind
        /// Its media type.
        public var mediaType: String
        /// Decoded bytes.
        public var bytes: Int64
        /// SHA-256 of the decoded bytes in lower-case hex.
        public var sha256: String
        /// Takes what receipts say from a stored source.
        public init(_ record: SourceRecord) {
            name = record.name
            kind = record.kind
            mediaType = record.mediaType
            bytes = record.bytes
            sha256 = record.sha256
        }
    }

    /// What went out.
    public struct Rendition: Sendable, Equatable, Codable {
        /// Whether it is the untouched source.
        public var isOriginal: Bool
        /// Its media type.
        public var mediaType: String
        /// Its container's short name; `nil` when it was not inspected.
        @Nullable public var container: String?
        /// Bytes.
        public var bytes: Int64
        /// SHA-256 in lower-case hex.
        public var sha256: String
        /// Takes what receipts say from a stored rendition.
        public init(_ record: RenditionRecord) {
            isOriginal = record.isOriginal
            mediaType = record.mediaType
            self._container = Nullable(wrappedValue: record.container)
            bytes = record.layout.length
            sha256 = record.sha256
        }
    }

    /// Creates a receipt; health is added by those who judge it.
    public init(
        jobId: JobID, reused: Bool, source: Source, plan: MediaPlan, rendition: Rendition, tracks: [TrackReceipt],
        loss: LossReceipt?, quality: Quality? = nil, destination: Destination, transfer: Transfer, stages: Stages,
        times: Times,
        versions: Versions
    ) {
        self.jobId = jobId
        outcome = loss == nil ? .delivered : .deliveredWithLoss
        self.reused = reused
        let ratio = source.bytes > 0 ? Double(rendition.bytes) / Double(source.bytes) : nil
        self._compressionRatio = Nullable(wrappedValue: ratio)
        self.source = source
        self.plan = plan
        self.rendition = rendition
        self.tracks = tracks
        self._loss = Nullable(wrappedValue: loss)
        self._quality = Nullable(wrappedValue: quality)
        self._health = Nullable(wrappedValue: nil)
        self._extras = Nullable(wrappedValue: nil)
        self.destination = destination
        self.transfer = transfer
        self.stages = stages
        self.times = times
        self.versions = versions
    }
}
