public import FerryCore

/// The port to whatever remembers the items of batches: what is due, who has it, and how it ended.
///
/// Several processes may share a ledger. An item is leased to one of them at a time; each claim has a higher epoch, and a
/// write under an older one is refused. Times are the ledger's own. Calls go through even when their task is cancelled.
public protocol BatchLedger: Sendable {
    /// Enters a page of a catalog. An item is known again by its name. It becomes due when it is new, when its identity
    /// or its settings are not those it was done with; one that is at an end in the same form stays so, and nothing is
    /// written for it.
    func enter(_ entries: [CatalogEntry], in pass: BatchPass) async throws(FerryError) -> BatchEntering

    /// Enters what the catalog named and cannot be used, as ended with `refused`.
    func enter(fault: FerryError, named name: String, in pass: BatchPass) async throws(FerryError)

    /// Leases items of a pass that are due, first those that were never tried in their order, then by the time they are
    /// due at.
    func claim(
        in pass: BatchPass, limit: Int, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> [LeasedItem]

    /// Prolongs leases.
    ///
    /// - Returns: The numbers of those that are still held.
    func renew(_ leases: [BatchLease], leaseSeconds: Double) async throws(FerryError) -> Set<Int64>

    /// Writes what is known of an item while it is worked on, before a step that cannot be taken back.
    ///
    /// - Returns: Whether it was written; `false` under a lease that was taken away.
    func note(_ lease: BatchLease, _ account: BatchAccount) async throws(FerryError) -> Bool

    /// Writes how an item's turn ended, and gives the lease back with it.
    ///
    /// - Returns: Whether it was written; `false` under a lease that was taken away.
    func settle(_ lease: BatchLease, _ ending: BatchEnding) async throws(FerryError) -> Bool

    /// The names of the processes that hold items of a pass.
    func holders(in pass: BatchPass) async throws(FerryError) -> [String]

    /// Takes all leases from a process that is no more.
    func revoke(holder: String) async throws(FerryError)

    /// Counts of a pass.
    func totals(of pass: BatchPass) async throws(FerryError) -> BatchTotals

    /// Items of a pass behind a number, in their order.
    func items(of pass: BatchPass, after number: Int64, limit: Int) async throws(FerryError) -> [BatchItem]

    /// An item of that content that is at an end in that form, under any name; else one whose rendition has that content,
    /// also where that is only noted: it is what `--replace` leaves behind.
    func ending(ofContent sha256: String, settings: String) async throws(FerryError) -> BatchItem?

    /// Which of the entries would become due, and would be entered at all; nothing is written.
    func due(_ entries: [CatalogEntry], in pass: BatchPass) async throws(FerryError) -> [Bool]
}

/// What came of entering a page.
public struct BatchEntering: Sendable, Equatable {
    /// Items that were not known.
    public var new = 0
    /// Items that were known in another identity or form.
    public var changed = 0
    /// Items that are at an end and stay so.
    public var ended = 0
    /// Items that were due already.
    public var due = 0

    /// Nothing.
    public init() {}
}

/// The right of one process to work on one item.
public struct BatchLease: Sendable, Hashable {
    /// The item's number.
    public var number: Int64
    /// The process.
    public var holder: String
    /// Grows with every claim.
    public var epoch: Int64

    /// Creates a lease.
    public init(number: Int64, holder: String, epoch: Int64) {
        self.number = number
        self.holder = holder
        self.epoch = epoch
    }
}

/// An item with the right to work on it.
public struct LeasedItem: Sendable, Equatable {
    /// The item.
    public var item: BatchItem
    /// The right.
    public var lease: BatchLease

    /// Puts both together.
    public init(item: BatchItem, lease: BatchLease) {
        self.item = item
        self.lease = lease
    }
}

/// How an item's turn ended.
public enum BatchEnding: Sendable, Equatable {
    /// At an end.
    ///
    /// - Parameter entry: The item as it is now, where that changed: with `--replace` it is the rendition.
    case ended(BatchOutcome, BatchAccount, entry: CatalogEntry? = nil)
    /// It failed and is due again at that time.
    case retry(at: Timestamp, BatchAccount)
    /// Not its own doing: due as before.
    case released
}
