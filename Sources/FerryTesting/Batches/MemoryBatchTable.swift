import FerryBatch
import FerryCore

/// The rows of a ledger in memory.
struct MemoryBatchTable {
    private struct Row {
        var item: BatchItem
        var batch: String
        var pass: String
        var epoch: Int64 = 0
        var holder: String?
        var expiresAt: Timestamp?
    }

    private var rows: [Row] = []
    private var lastNumber: Int64 = 0

    mutating func enter(_ entries: [CatalogEntry], _ pass: BatchPass, now: Timestamp) -> BatchEntering {
        var counts = BatchEntering()
        for entry in entries {
            guard let index = index(entry.name, pass) else {
                add(entry, pass, now: now)
                counts.new += 1
                continue
            }
            if isSame(rows[index].item, entry, pass) {
                if rows[index].item.outcome == nil { counts.due += 1 } else { counts.ended += 1 }
            } else {
                reopen(index, entry, pass, now: now)
                counts.changed += 1
            }
            rows[index].pass = pass.id
        }
        return counts
    }

    mutating func enter(_ fault: FerryError, _ name: String, _ pass: BatchPass, now: Timestamp) {
        _ = enter([CatalogEntry(name: name, place: .file(name), bytes: 0, version: "-")], pass, now: now)
        guard let index = index(name, pass) else { return }
        free(index)
        rows[index].epoch += 1
        rows[index].item.outcome = .refused
        rows[index].item.account = BatchAccount(error: fault)
    }

    mutating func claim(
        _ pass: BatchPass, _ limit: Int, _ holder: String, _ seconds: Double, now: Timestamp
    ) -> [LeasedItem] {
        let free = rows.indices.filter { index in
            let row = rows[index]
            let isFree = row.expiresAt.map { $0 <= now } ?? true
            return row.pass == pass.id && row.item.outcome == nil && isFree
                && (row.item.dueAt.map { $0 <= now } ?? true)
        }
        let start = Timestamp(microseconds: 0)
        let next = free.sorted {
            let (left, right) = (rows[$0].item, rows[$1].item)
            return (left.dueAt ?? start, left.number) < (right.dueAt ?? start, right.number)
        }
        return next.prefix(limit).map { index in
            rows[index].epoch += 1
            rows[index].holder = holder
            rows[index].expiresAt = now.advanced(bySeconds: seconds)
            let lease = BatchLease(number: rows[index].item.number, holder: holder, epoch: rows[index].epoch)
            return LeasedItem(item: rows[index].item, lease: lease)
        }
    }

    mutating func renew(_ leases: [BatchLease], _ seconds: Double, now: Timestamp) -> Set<Int64> {
        Set(
            leases.compactMap { lease in
                guard let index = index(lease) else { return nil }
                rows[index].expiresAt = now.advanced(bySeconds: seconds)
                return lease.number
            })
    }

    mutating func note(_ lease: BatchLease, _ account: BatchAccount) -> Bool {
        guard let index = index(lease) else { return false }
        rows[index].item.account = account
        return true
    }

    mutating func settle(_ lease: BatchLease, _ ending: BatchEnding, now: Timestamp) -> Bool {
        guard let index = index(lease) else { return false }
        free(index)
        switch ending {
        case .released: break
        case .retry(let due, let account):
            rows[index].item.attempts += 1
            (rows[index].item.dueAt, rows[index].item.account) = (due, account)
        case .ended(let outcome, let account, let entry):
            (rows[index].item.outcome, rows[index].item.account) = (outcome, account)
            if let entry { move(index, to: entry, from: account.sourceBytes) }
        }
        return true
    }

    private mutating func move(_ index: Int, to entry: CatalogEntry, from bytes: Int64?) {
        let (number, batch) = (rows[index].item.number, rows[index].batch)
        rows[index].item.originalBytes = bytes ?? rows[index].item.entry.bytes
        rows[index].item.entry = entry
        rows.removeAll { $0.batch == batch && $0.item.entry.name == entry.name && $0.item.number != number }
    }

    func holders(_ pass: BatchPass) -> [String] {
        Set(rows.filter { $0.pass == pass.id }.compactMap(\.holder)).sorted()
    }

    mutating func revoke(_ holder: String) {
        for index in rows.indices where rows[index].holder == holder {
            free(index)
            rows[index].epoch += 1
        }
    }

    func totals(_ pass: BatchPass) -> BatchTotals {
        var totals = BatchTotals()
        for row in rows where row.pass == pass.id {
            let item = row.item
            guard let outcome = item.outcome else {
                totals.open.add(bytes: item.sourceBytes, renditionBytes: nil)
                if item.attempts > 0 { totals.waiting += 1 }
                continue
            }
            totals.ended[outcome, default: .init()]
                .add(bytes: item.sourceBytes, renditionBytes: item.account?.renditionBytes)
        }
        return totals
    }

    func items(_ pass: BatchPass, _ number: Int64, _ limit: Int) -> [BatchItem] {
        Array(rows.filter { $0.pass == pass.id && $0.item.number > number }.map(\.item).prefix(limit))
    }

    func ending(_ sha256: String, _ settings: String) -> BatchItem? {
        let items = rows.map(\.item).filter { $0.settings == settings }
        return items.last { $0.outcome != nil && $0.account?.sha256 == sha256 }
            ?? items.last { $0.account?.renditionSHA256 == sha256 }
    }

    func isDue(_ entry: CatalogEntry, _ pass: BatchPass) -> Bool {
        guard let index = index(entry.name, pass), isSame(rows[index].item, entry, pass) else { return true }
        return rows[index].item.outcome == nil
    }

    private func isSame(_ item: BatchItem, _ entry: CatalogEntry, _ pass: BatchPass) -> Bool {
        guard item.entry.identity == entry.identity, item.settings == pass.settings(of: entry) else { return false }
        return item.outcome.map { !pass.reopens.contains($0) } ?? true
    }

    private mutating func add(_ entry: CatalogEntry, _ pass: BatchPass, now: Timestamp) {
        lastNumber += 1
        let item = BatchItem(number: lastNumber, entry: entry, settings: pass.settings(of: entry), updatedAt: now)
        rows.append(Row(item: item, batch: pass.batch, pass: pass.id))
    }

    private mutating func reopen(_ index: Int, _ entry: CatalogEntry, _ pass: BatchPass, now: Timestamp) {
        free(index)
        rows[index].epoch += 1
        let (number, account) = (rows[index].item.number, rows[index].item.account)
        rows[index].item = BatchItem(
            number: number, entry: entry, settings: pass.settings(of: entry), account: account, updatedAt: now)
    }

    private mutating func free(_ index: Int) { (rows[index].holder, rows[index].expiresAt) = (nil, nil) }

    private func index(_ name: String, _ pass: BatchPass) -> Int? {
        rows.firstIndex { $0.batch == pass.batch && $0.item.entry.name == name }
    }

    private func index(_ lease: BatchLease) -> Int? {
        rows.firstIndex {
            $0.item.number == lease.number && $0.holder == lease.holder && $0.epoch == lease.epoch
        }
    }
}
