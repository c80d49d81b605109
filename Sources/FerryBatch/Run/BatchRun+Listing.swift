import FerryCore

extension BatchRun {
    /// Lists the catalog into the ledger, once or again and again.
    func list() async {
        var watch = StabilityWatch(seconds: parts.settings.stableSeconds)
        while !Task.isCancelled {
            do throws(FerryError) { try await listOnce(&watch) } catch {
                guard error.code != .cancelled, !Task.isCancelled else { return }
                guard parts.settings.watchSeconds != nil else { return end(.blocked(error)) }
                parts.watcher.notice(error)
            }
            guard let seconds = watch.patience(parts.settings.watchSeconds) else { break }
            guard (try? await parts.clock.sleep(seconds: seconds)) != nil else { return }
        }
        held.listed()
        parts.watcher.listingEnded()
        bell.ring()
    }

    private func listOnce(_ watch: inout StabilityWatch) async throws(FerryError) {
        let cursor = try await parts.catalog.open()
        watch.begin()
        while !Task.isCancelled {
            let findings = try await cursor.next(BatchSettings.pageNames)
            guard !findings.isEmpty else { break }
            let now = parts.clock.now()
            var entries: [CatalogEntry] = []
            for finding in findings {
                switch finding {
                case .entry(let entry):
                    guard parts.filter.means(entry, now: now), watch.isStable(entry, at: now) else { continue }
                    entries.append(entry)
                case .fault(let name, let error):
                    parts.watcher.notice(error.named(name))
                    try await parts.ledger.enter(fault: error, named: name, in: parts.pass)
                }
            }
            try await enter(entries)
        }
        watch.end()
    }

    private func enter(_ entries: [CatalogEntry]) async throws(FerryError) {
        var entries = entries
        if let means = parts.means {
            let due = try await parts.ledger.due(entries, in: parts.pass)
            var meant: [CatalogEntry] = []
            for (entry, isDue) in zip(entries, due) {
                guard !Task.isCancelled else { return }
                let isMeant = isDue ? await means(entry) : true
                if isMeant { meant.append(entry) }
            }
            entries = meant
        }
        guard !entries.isEmpty else { return }
        parts.watcher.listed(try await parts.ledger.enter(entries, in: parts.pass))
        bell.ring()
    }
}
