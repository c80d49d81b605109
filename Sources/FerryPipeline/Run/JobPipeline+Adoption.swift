public import FerryCore

/// For services that write jobs into the store themselves and have this pipeline run them.
extension JobPipeline {
    /// Leases jobs to this pipeline that are in `accepted` and held by nobody, in the order they are to be begun.
    ///
    /// - Parameter limit: How many at most, in one commit.
    public func claimWaiting(limit: Int) async throws(FerryError) -> [LeasedJob] {
        try await shop.parts.store.claimWaiting(
            limit: limit, holder: shop.holder.name, leaseSeconds: Workshop.leaseSeconds)
    }

    /// Runs a job that ``claimWaiting(limit:)`` gave, from where its record stands.
    public func adopt(_ leased: LeasedJob) -> Submission {
        run(
            leased, label: leased.job.source.name, keeping: .byService,
            intake: Receipt.Stage(seconds: 0, bytes: leased.job.source.bytes))
    }

    /// Makes unfinished jobs whose processes are no more wait again, so that they are claimed and go on.
    ///
    /// Paused jobs stay paused. Jobs of living processes are left alone.
    ///
    /// - Returns: How many.
    public func recover() async throws(FerryError) -> Int {
        let states = Set(JobState.allCases.filter { !$0.isEnd && $0 != .paused })
        var count = 0
        while true {
            let before = count
            for job in try await shop.parts.store.jobs(in: states.subtracting([.accepted]), limit: Self.recoverySize) {
                if try await recover(job) { count += 1 }
            }
            guard count - before == Self.recoverySize else { break }
        }
        for job in try await shop.parts.store.jobs(in: [.accepted], limit: Self.recoverySize) {
            _ = try await recover(job)
        }
        return count
    }

    /// Jobs that are looked at in one step of a recovery.
    static let recoverySize = 1000

    /// Whether the job was nobody's and waits now.
    private func recover(_ job: JobRecord) async throws(FerryError) -> Bool {
        let (store, holder) = (shop.parts.store, shop.holder)
        guard let standing = try await store.standing(job.id) else { return false }
        if let lease = standing.lease {
            guard lease.holder != holder.name, !holder.isAlive(lease.holder) else { return false }
            try await store.revoke(lease)
        }
        guard standing.job.state != .accepted else { return true }
        guard
            case .claimed(var leased) = try await store.claim(
                job.id, holder: holder.name, leaseSeconds: Workshop.leaseSeconds)
        else { return false }
        leased.job.state = .accepted
        leased.job.nextAttemptAt = nil
        return try await store.finish(leased.job, under: leased.lease)
    }
}

extension JobPipeline {
    /// Slots in use, and slots there are.
    public var slots: (busy: Int, limit: Int) { (shop.gate.busy, shop.gate.limit) }

    /// Whether no host that the destination leads to is held to be down.
    public var isDestinationUp: Bool { shop.link.hosts.areOpen }
}
