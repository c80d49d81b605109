public import FerryBatch

/// How a batch is wired.
public struct BatchConfiguration: Sendable {
    /// The ferry: destination, state directory, preset and how bytes are sent.
    public var ferry: FerryConfiguration
    /// Lists the recordings.
    public var catalog: any SourceCatalog
    /// Which of them are meant.
    public var filter = CatalogFilter()
    /// Codecs of which a recording must have one to be meant, such as `vp8`; empty means all.
    public var codecs: Set<String> = []
    /// How it is worked through.
    public var settings = BatchSettings()
    /// By what share of its source an encode must be smaller to be used, below 1; below 0 it may be larger by so much.
    public var leastSaving = PipelineParts.usualSaving
    /// Whether what was set aside or refused is tried again.
    public var triesAgain = false

    /// Creates a configuration.
    public init(ferry: FerryConfiguration, catalog: any SourceCatalog) {
        self.ferry = ferry
        self.catalog = catalog
    }
}
