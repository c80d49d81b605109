/// How a batch is worked through.
public struct BatchSettings: Sendable, Equatable {
    /// Items that this process holds at once; what is beyond waits in the ledger.
    public var window: Int
    /// Seconds between two listings of a catalog that is watched; `nil` lists it once.
    public var watchSeconds: Double?
    /// Seconds for which a recording must not have changed before it is taken; `nil` takes it as it is.
    public var stableSeconds: Double?
    /// Seconds after which nothing goes on; `nil` for no limit.
    public var maxSeconds: Double?
    /// When what fails is tried again.
    public var policy = BatchJudge.standardPolicy

    /// Names of a page of a listing.
    static let pageNames = 256
    /// Seconds for which an item is held without being prolonged.
    static let leaseSeconds = 20.0
    /// Seconds between two looks at what may have changed by itself: other processes, times that are due.
    static let tickSeconds = 1.0

    /// Creates settings.
    public init(
        window: Int = 16, watchSeconds: Double? = nil, stableSeconds: Double? = nil, maxSeconds: Double? = nil
    ) {
        self.window = max(1, window)
        self.watchSeconds = watchSeconds
        self.stableSeconds = stableSeconds
        self.maxSeconds = maxSeconds
    }
}
