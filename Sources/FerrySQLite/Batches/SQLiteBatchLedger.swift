public import FerryBatch
public import FerryCore

/// The ledger of batches of one machine, in the same SQLite file as its jobs.
///
/// A commit is on disk when a call returns; calls that wait at the same time share one. It is opened with the jobs, see
/// ``SQLiteJobStore/batches``.
public struct SQLiteBatchLedger: BatchLedger {
    let access: StoreAccess

    /// Enters a page of a catalog; see ``BatchLedger``.
    public func enter(_ entries: [CatalogEntry], in pass: BatchPass) async throws(FerryError) -> BatchEntering {
        try await access.write { try $0.batches.enter(entries, in: pass) }
    }

    /// Enters what cannot be used.
    public func enter(fault: FerryError, named name: String, in pass: BatchPass) async throws(FerryError) {
        try await access.write { try $0.batches.enter(fault: fault, named: name, in: pass) }
    }

    /// Leases items that are due.
    public func claim(
        in pass: BatchPass, limit: Int, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> [LeasedItem] {
        try await access.write {
            try $0.batches.claim(in: pass, limit: limit, holder: holder, leaseSeconds: leaseSeconds)
        }
    }

    /// Prolongs leases.
    public func renew(_ leases: [BatchLease], leaseSeconds: Double) async throws(FerryError) -> Set<Int64> {
        try await access.write { try $0.batches.renew(leases, leaseSeconds: leaseSeconds) }
    }

    /// Writes what is known of an item while it is worked on.
    public func note(_ lease: BatchLease, _ account: BatchAccount) async throws(FerryError) -> Bool {
        try await access.write { try $0.batches.note(lease, account) }
    }

    /// Writes how an item's turn ended.
    public func settle(_ lease: BatchLease, _ ending: BatchEnding) async throws(FerryError) -> Bool {
        try await access.write { try $0.batches.settle(lease, ending) }
    }

    /// The processes that hold items.
    public func holders(in pass: BatchPass) async throws(FerryError) -> [String] {
        try await access.read { try $0.batches.holders(in: pass) }
    }

    /// Takes all leases from a process that is no more.
    public func revoke(holder: String) async throws(FerryError) {
        try await access.write { try $0.batches.revoke(holder: holder) }
    }

    /// Counts of a pass.
    public func totals(of pass: BatchPass) async throws(FerryError) -> BatchTotals {
        try await access.read { try $0.batches.totals(of: pass) }
    }

    /// Items of a pass behind a number.
    public func items(of pass: BatchPass, after number: Int64, limit: Int) async throws(FerryError) -> [BatchItem] {
        try await access.read { try $0.batches.items(of: pass, after: number, limit: limit) }
    }

    /// How that content ended in that form.
    public func ending(ofContent sha256: String, settings: String) async throws(FerryError) -> BatchItem? {
        try await access.read { try $0.batches.ending(ofContent: sha256, settings: settings) }
    }

    /// Which of the entries would become due.
    public func due(_ entries: [CatalogEntry], in pass: BatchPass) async throws(FerryError) -> [Bool] {
        try await access.read { try $0.batches.due(entries, in: pass) }
    }
}
