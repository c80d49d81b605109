public import FerryBatch
public import FerryCore
import Synchronization

/// A ledger of batches in memory, with the promises of ``BatchLedger``.
public final class MemoryBatchLedger: BatchLedger {
    private let table = Mutex(MemoryBatchTable())
    private let clock: @Sendable () -> Timestamp

    /// An empty ledger with that clock.
    public init(clock: @escaping @Sendable () -> Timestamp) { self.clock = clock }

    /// Enters a page of a catalog.
    public func enter(_ entries: [CatalogEntry], in pass: BatchPass) async throws(FerryError) -> BatchEntering {
        table.withLock { $0.enter(entries, pass, now: clock()) }
    }

    /// Enters what cannot be used.
    public func enter(fault: FerryError, named name: String, in pass: BatchPass) async throws(FerryError) {
        table.withLock { $0.enter(fault, name, pass, now: clock()) }
    }

    /// Leases items that are due.
    public func claim(
        in pass: BatchPass, limit: Int, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> [LeasedItem] {
        table.withLock { $0.claim(pass, limit, holder, leaseSeconds, now: clock()) }
    }

    /// Prolongs leases.
    public func renew(_ leases: [BatchLease], leaseSeconds: Double) async throws(FerryError) -> Set<Int64> {
        table.withLock { $0.renew(leases, leaseSeconds, now: clock()) }
    }

    /// Writes what is known of an item while it is worked on.
    public func note(_ lease: BatchLease, _ account: BatchAccount) async throws(FerryError) -> Bool {
        table.withLock { $0.note(lease, account) }
    }

    /// Writes how an item's turn ended.
    public func settle(_ lease: BatchLease, _ ending: BatchEnding) async throws(FerryError) -> Bool {
        table.withLock { $0.settle(lease, ending, now: clock()) }
    }

    /// The processes that hold items.
    public func holders(in pass: BatchPass) async throws(FerryError) -> [String] {
        table.withLock { $0.holders(pass) }
    }

    /// Takes all leases from a process that is no more.
    public func revoke(holder: String) async throws(FerryError) { table.withLock { $0.revoke(holder) } }

    /// Counts of a pass.
    public func totals(of pass: BatchPass) async throws(FerryError) -> BatchTotals {
        table.withLock { $0.totals(pass) }
    }

    /// Items of a pass behind a number.
    public func items(of pass: BatchPass, after number: Int64, limit: Int) async throws(FerryError) -> [BatchItem] {
        table.withLock { $0.items(pass, number, limit) }
    }

    /// How that content ended in that form.
    public func ending(ofContent sha256: String, settings: String) async throws(FerryError) -> BatchItem? {
        table.withLock { $0.ending(sha256, settings) }
    }

    /// Which of the entries would become due.
    public func due(_ entries: [CatalogEntry], in pass: BatchPass) async throws(FerryError) -> [Bool] {
        table.withLock { table in entries.map { table.isDue($0, pass) } }
    }
}
