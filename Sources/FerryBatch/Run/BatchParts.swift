public import FerryCore

/// What a run of a batch is made of.
public struct BatchParts: Sendable {
    /// Lists the recordings.
    public var catalog: any SourceCatalog
    /// Which of them are meant.
    public var filter: CatalogFilter
    /// Which are meant by what is in them; asked only for those that are due. `nil` means all.
    public var means: (@Sendable (CatalogEntry) async -> Bool)?
    /// Remembers them.
    public var ledger: any BatchLedger
    /// The run's place in the ledger.
    public var pass: BatchPass
    /// Carries them.
    public var carrier: any BatchCarrier
    /// How they are worked through.
    public var settings: BatchSettings
    /// The name of this process as a holder of leases.
    public var holder: String
    /// Whether the process of such a name is still there; may block on a disk.
    public var isAlive: @Sendable (String) -> Bool
    /// Who is told.
    public var watcher: any BatchWatcher
    /// Tells the time and waits.
    public var clock: any FerryClock

    /// Puts parts together.
    public init(
        catalog: any SourceCatalog, filter: CatalogFilter = CatalogFilter(), ledger: any BatchLedger, pass: BatchPass,
        carrier: any BatchCarrier, settings: BatchSettings = BatchSettings(), holder: String,
        isAlive: @escaping @Sendable (String) -> Bool, watcher: any BatchWatcher, clock: any FerryClock
    ) {
        self.catalog = catalog
        self.filter = filter
        self.ledger = ledger
        self.pass = pass
        self.carrier = carrier
        self.settings = settings
        self.holder = holder
        self.isAlive = isAlive
        self.watcher = watcher
        self.clock = clock
    }
}
