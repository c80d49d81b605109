import FerryCore

/// A job store with one fault, to see that the conformance suite notices it.
struct FaultyJobStore: JobStore {
    enum Fault: String, CaseIterable, Sendable {
        case updatesWithoutFence, updatesNothing, claimsHeldJobs, leasesNeverEnd, renewsStolenLeases
        case revokesRenewedLeases, keepsRevokedLeases, claimsWithoutLeasing, ignoresLimit, insertsDuplicateKeys
        case newestFirstIsOldestFirst, forgetsWhenReopened
        case finishesWithoutRelease, finishesWithoutWriting, finishesWithoutFence, finishesAlways
        case forgetsOwners, forgetsPlace, ignoresPriority
        case keepsVoidRequests, asksVoidLeases, losesRequests, settlesLaterRequests, tellsOtherHolders
    }

    let fault: Fault
    let store: any JobStore

    func insert(_ job: JobRecord, holder: String, leaseSeconds: Double) async throws(FerryError) -> JobInsertion {
        var job = job
        if fault == .insertsDuplicateKeys { job.key += job.id.rawValue }
        if fault == .ignoresPriority { job.priority = nil }
        let seconds = fault == .leasesNeverEnd ? 1e6 : leaseSeconds
        return try await store.insert(job, holder: holder, leaseSeconds: seconds)
    }

    func job(_ id: JobID) async throws(FerryError) -> JobRecord? { try await store.job(id) }

    func jobs(withKey key: String) async throws(FerryError) -> [JobRecord] {
        let found = try await store.jobs(withKey: key)
        return fault == .newestFirstIsOldestFirst ? found.reversed() : found
    }

    func unfinishedJobs(fromPath path: String) async throws(FerryError) -> [JobRecord] {
        try await store.unfinishedJobs(fromPath: path)
    }

    func jobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord] {
        try await store.jobs(in: states, limit: fault == .ignoresLimit ? 1000 : limit)
    }

    func latestJobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord] {
        let found = try await store.latestJobs(in: states, limit: limit)
        return fault == .newestFirstIsOldestFirst ? found.reversed() : found
    }

    func jobs(in state: JobState, after id: JobID?, limit: Int) async throws(FerryError) -> [JobRecord] {
        try await store.jobs(in: state, after: fault == .forgetsPlace ? nil : id, limit: limit)
    }

    func jobs(ofSession session: String, limit: Int) async throws(FerryError) -> [JobRecord] {
        guard fault != .forgetsOwners else { return [] }
        return try await store.jobs(ofSession: session, limit: limit)
    }

    func claim(_ id: JobID, holder: String, leaseSeconds: Double) async throws(FerryError) -> JobClaim {
        let claim = try await store.claim(id, holder: holder, leaseSeconds: leaseSeconds)
        guard fault == .claimsHeldJobs, case .held(let lease) = claim else { return claim }
        return try await store.claim(id, holder: lease.holder, leaseSeconds: leaseSeconds)
    }

    func claimWaiting(limit: Int, holder: String, leaseSeconds: Double) async throws(FerryError) -> [LeasedJob] {
        let batch = try await store.claimWaiting(limit: limit, holder: holder, leaseSeconds: leaseSeconds)
        if fault == .claimsWithoutLeasing {
            for leased in batch { try await store.release(leased.lease) }
        }
        return batch
    }

    func renew(_ leases: [JobLease], leaseSeconds: Double) async throws(FerryError) -> [JobLease] {
        let renewed = try await store.renew(leases, leaseSeconds: leaseSeconds)
        return fault == .renewsStolenLeases ? leases : renewed
    }

    func update(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool {
        switch fault {
        case .updatesNothing: return true
        case .updatesWithoutFence: return try await store.update(job, under: lease) || true
        default: return try await store.update(job, under: lease)
        }
    }

    func finish(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool {
        switch fault {
        case .finishesWithoutRelease: return try await store.update(job, under: lease)
        case .finishesWithoutWriting:
            guard try await store.standing(job.id)?.lease?.epoch == lease.epoch else { return false }
            try await store.release(lease)
            return true
        case .finishesWithoutFence:
            guard let held = try await store.standing(job.id)?.lease else { return false }
            _ = try await store.finish(job, under: held)
            return held.epoch == lease.epoch && held.holder == lease.holder
        case .finishesAlways: return try await store.finish(job, under: lease) || true
        default: return try await store.finish(job, under: lease)
        }
    }

    func release(_ lease: JobLease) async throws(FerryError) { try await store.release(lease) }

    func revoke(_ lease: JobLease) async throws(FerryError) {
        switch fault {
        case .revokesRenewedLeases: try await store.release(lease)
        case .keepsRevokedLeases: return
        default: try await store.revoke(lease)
        }
    }

    func standing(_ id: JobID) async throws(FerryError) -> JobStanding? { try await store.standing(id) }

    func request(_ move: JobMove, of lease: JobLease) async throws(FerryError) -> JobRequest? {
        let request = try await store.request(move, of: lease)
        switch fault {
        case .asksVoidLeases:
            return request ?? JobRequest(job: lease.job, move: move, epoch: lease.epoch, requestedAt: lease.expiresAt)
        case .losesRequests:
            if let request { try await store.settle(request) }
            return request
        default: return request
        }
    }

    func requests(to holder: String) async throws(FerryError) -> [JobRequest] {
        let all = try await store.requests(to: fault == .tellsOtherHolders ? "a" : holder)
        return fault == .keepsVoidRequests && all.isEmpty ? try await voidRequests() : all
    }

    private func voidRequests() async throws(FerryError) -> [JobRequest] {
        try await store.jobs(in: Set(JobState.allCases), limit: 9).map {
            JobRequest(job: $0.id, move: .cancel, epoch: 1, requestedAt: $0.createdAt)
        }
    }

    func settle(_ request: JobRequest) async throws(FerryError) {
        guard fault == .settlesLaterRequests else { return try await store.settle(request) }
        if let waiting = try await store.standing(request.job)?.request { try await store.settle(waiting) }
    }
}
