public import FerryBatch

/// How a batch is wired.
public struct BatchConfiguration: Sendable {
    /// Where the recordings are.
    public enum Source: Sendable {
        /// What a catalog lists: a directory tree or a manifest.
        case catalog(any SourceCatalog)
        /// All objects beneath a prefix, such as `s3://BUCKET/PREFIX` or `gs://BUCKET/PREFIX`.
        case prefix(String)
    }

    /// The ferry: destination, state directory, preset and how bytes are sent. With ``replaces`` its destination does not
    /// count.
    public var ferry: FerryConfiguration
    /// Where the recordings are.
    public var source: Source
    /// How the storage is reached that recordings are read from.
    public var sourceAccess = DestinationAccess()
    /// Which of them are meant.
    public var filter = CatalogFilter()
    /// Codecs of which a recording must have one to be meant, such as `vp8`; empty means all.
    public var codecs: Set<String> = []
    /// How it is worked through.
    public var settings = BatchSettings()
    /// By what share of its source an encode must be smaller to be used, below 1; below 0 it may be larger by so much.
    public var leastSaving = PipelineParts.usualSaving
    /// Puts renditions into the places of their recordings in place of a destination; `nil` does not.
    public var replaces: ReplacingCarrier.Rule?
    /// Bytes of the spool that the items under way may take together; `nil` is no limit.
    public var spoolLimit: Int64?
    /// How many bytes a second may be sent when; `nil` leaves it to the ferry.
    public var timetable: RateTimetable?
    /// Whether what was set aside or refused is tried again.
    public var triesAgain = false

    /// Creates a configuration.
    public init(ferry: FerryConfiguration, source: Source) {
        self.ferry = ferry
        self.source = source
    }
}
