public import FerryCore

/// One run of a batch: lists the catalog into the ledger, and works through what is due there until nothing is, or it is
/// stopped. Everything it knows stands in the ledger; another run with the same parts goes on.
///
/// Memory holds a page of names and ``BatchSettings/window`` items, however long the catalog is.
public final class BatchRun: Sendable {
    /// Why a run ended.
    public enum End: Sendable, Equatable {
        /// Nothing is due any more.
        case done
        /// It was asked to stop.
        case stopped
        /// Its time was over.
        case timeOver
        /// Nothing can go on for now, and why.
        case blocked(FerryError)

        var stopsWork: Bool { self != .done }
    }

    let parts: BatchParts
    let held = HeldItems()
    let bell = RunBell()
    let judging: JudgeLock

    /// Puts a run together.
    public init(_ parts: BatchParts) {
        self.parts = parts
        judging = JudgeLock(BatchJudge(policy: parts.settings.policy))
    }

    /// Works until nothing is due, or the run is stopped. Called once.
    public func run() async -> End {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.list() }
            group.addTask { await self.keepLeases() }
            group.addTask { await self.tick() }
            if let seconds = parts.settings.maxSeconds {
                group.addTask {
                    guard (try? await self.parts.clock.sleep(seconds: seconds)) != nil else { return }
                    self.end(.timeOver)
                }
            }
            await work()
            group.cancelAll()
        }
        return held.end ?? .done
    }

    /// Stops what is under way; ``run()`` ends soon.
    public func stop() { end(.stopped) }

    func end(_ end: End) {
        held.stop(end)
        bell.ring()
    }

    /// Prolongs leases; work on an item that another process has now is stopped.
    private func keepLeases() async {
        while (try? await parts.clock.sleep(seconds: BatchSettings.leaseSeconds / 4)) != nil {
            let leases = held.leases
            guard !leases.isEmpty,
                let kept = try? await parts.ledger.renew(leases, leaseSeconds: BatchSettings.leaseSeconds)
            else { continue }
            held.lose(Set(leases.map(\.number)).subtracting(kept))
        }
    }

    /// Rings for what comes by itself, takes items from the dead, and counts.
    private func tick() async {
        repeat {
            await buryDead()
            if let totals = try? await parts.ledger.totals(of: parts.pass) { parts.watcher.counted(totals) }
            bell.ring()
        } while (try? await parts.clock.sleep(seconds: BatchSettings.tickSeconds)) != nil
    }

    private func buryDead() async {
        guard let holders = try? await parts.ledger.holders(in: parts.pass) else { return }
        for holder in holders where holder != parts.holder && !parts.isAlive(holder) {
            try? await parts.ledger.revoke(holder: holder)
        }
    }
}
