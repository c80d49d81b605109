import FerryCore

extension BatchRun {
    /// Items that are claimed at once at most: one commit for all of them.
    private static let claimLimit = 16

    /// Works through what is due until nothing is, or the run ends.
    func work() async {
        await withDiscardingTaskGroup { group in
            for await _ in bell.rings {
                while held.end == nil, let leased = await claim(), !leased.isEmpty {
                    for item in leased {
                        held.hold(item.lease)
                        group.addTask { await self.turn(item) }
                    }
                }
                guard held.end == nil else { break }
                if await isDone() {
                    held.finish()
                    break
                }
            }
        }
    }

    /// The next items, as many as there is room for; `nil` without room.
    private func claim() async -> [LeasedItem]? {
        let room = parts.settings.window - held.count
        // Room for one is not worth a commit while others are under way.
        guard room >= min(Self.claimLimit, max(1, parts.settings.window / 4)) else { return nil }
        do throws(FerryError) {
            return try await parts.ledger.claim(
                in: parts.pass, limit: min(room, Self.claimLimit), holder: parts.holder,
                leaseSeconds: BatchSettings.leaseSeconds)
        } catch {
            end(.blocked(error))
            return nil
        }
    }

    /// Whether the catalog is listed and nothing of it is due now or later, here or in another process.
    private func isDone() async -> Bool {
        guard held.isListed, held.count == 0, let totals = try? await parts.ledger.totals(of: parts.pass) else {
            return false
        }
        parts.watcher.counted(totals)
        return totals.open.items == 0
    }

    /// Works on one item and writes how that ended.
    private func turn(_ leased: LeasedItem) async {
        let task = Task { await carry(leased) }
        held.works(leased.lease.number, task)
        await task.value
        held.drop(leased.lease.number)
        bell.ring()
    }

    private func carry(_ leased: LeasedItem) async {
        let item = leased.item
        let (ledger, lease) = (parts.ledger, leased.lease)
        let carriage = await parts.carrier.carry(item) { account in
            (try? await ledger.note(lease, account)) ?? false
        }
        switch carriage {
        case .arrived(let receipt, let encodedAt):
            guard case .ended(let outcome) = judging.judge(receipt) else { return }
            var account = BatchAccount(receipt)
            account.encodedAt = encodedAt
            await settle(leased, outcome, account)
        case .replaced(let account, let entry): await settle(leased, .replaced, account, entry: entry)
        case .left(let outcome, let account): await settle(leased, outcome, account)
        case .failed(let error, let job): await fail(leased, error, job)
        }
    }

    private func fail(_ leased: LeasedItem, _ error: FerryError, _ job: JobID?) async {
        var account = BatchAccount(error: error, jobId: job)
        account.endedAt = parts.clock.now()
        // Where an earlier delivery stands is still to be known when this one succeeds.
        (account.objectName, account.sha256) = (leased.item.account?.objectName, leased.item.account?.sha256)
        // What was stopped with the run says nothing of the item, whatever broke when it was stopped.
        guard held.end == nil else { return await release(leased) }
        switch judging.judge(error, attempts: leased.item.attempts) {
        case .ended(let outcome): await settle(leased, outcome, account)
        case .stop:
            end(.blocked(error))
            await release(leased)
        case .retry(let seconds):
            let due = parts.clock.now().advanced(bySeconds: seconds)
            if (try? await parts.ledger.settle(leased.lease, .retry(at: due, account))) == true {
                parts.watcher.postponed(leased.item, error, seconds: seconds)
            }
        }
    }

    private func settle(
        _ leased: LeasedItem, _ outcome: BatchOutcome, _ account: BatchAccount, entry: CatalogEntry? = nil
    ) async {
        do throws(FerryError) {
            guard try await parts.ledger.settle(leased.lease, .ended(outcome, account, entry: entry)) else { return }
            parts.watcher.ended(leased.item, outcome, account)
        } catch {
            end(.blocked(error))
        }
    }

    private func release(_ leased: LeasedItem) async {
        _ = try? await parts.ledger.settle(leased.lease, .released)
    }
}
