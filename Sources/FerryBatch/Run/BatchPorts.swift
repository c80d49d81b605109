public import FerryCore

/// Writes what is known of an item before a step that cannot be taken back; `false` where another process has the item.
public typealias BatchNote = @Sendable (BatchAccount) async -> Bool

/// The port that carries one recording: from where it is to the destination, or into its own place.
public protocol BatchCarrier: Sendable {
    /// Carries a recording and waits for its end. A task that is cancelled, and a carrier that is stopped, end soon with
    /// the error `cancelled`; what was begun goes on the next time.
    ///
    /// - Parameter note: See ``BatchNote``.
    func carry(_ item: BatchItem, note: @escaping BatchNote) async -> BatchCarriage
}

/// What came of carrying one recording.
public enum BatchCarriage: Sendable {
    /// It arrived; its encode, where there was one in this run, began then.
    case arrived(Receipt, encodedAt: Timestamp? = nil)
    /// Its rendition took its place; the entry is what stands there now.
    case replaced(BatchAccount, CatalogEntry)
    /// With `--replace`: it was left alone, and why.
    case left(BatchOutcome, BatchAccount)
    /// It did not arrive.
    case failed(FerryError, job: JobID?)
}

/// Who is told of a batch as it goes; called from any task.
public protocol BatchWatcher: Sendable {
    /// A page was listed.
    func listed(_ page: BatchEntering)
    /// The catalog was read to its end.
    func listingEnded()
    /// An item's turn ended for good.
    func ended(_ item: BatchItem, _ outcome: BatchOutcome, _ account: BatchAccount)
    /// An item failed and is tried again later.
    func postponed(_ item: BatchItem, _ error: FerryError, seconds: Double)
    /// The counts of the pass, now and then.
    func counted(_ totals: BatchTotals)
    /// Something is wrong that ends no item.
    func notice(_ error: FerryError)
}
