public import FerryCore

extension JobControl {
    /// Has an answer's job begin anew whose media was refused, or that failed or was paused, with another preset where one
    /// is named. What was made of its bytes before is forgotten; the bytes are as they were.
    ///
    /// A job that somebody runs is left alone.
    ///
    /// - Throws: `source.notFound` when there is no such job or its bytes are gone, `destination.conflict` when it runs or
    ///   is done.
    public func begin(
        _ id: JobID, anewWith preset: Preset?
    ) async throws(FerryError) {
        _ = try await begin(id) { (job: JobRecord) throws(FerryError) in try Self.anew(job, preset) }
    }

    /// What came of taking a failed job up again.
    public enum Reattempt: Sendable, Equatable {
        /// It waits for a worker.
        case begun
        /// Its row says that it is not due: at that time, or, where it is `nil`, not by itself.
        case notDue(Timestamp?)
    }

    /// Has a failed job begin anew whose row says that it is due. The row is asked under a lease: what was paused, cancelled
    /// or put off meanwhile is left as it is.
    ///
    /// - Throws: `store.unavailable` when it could not be found out; `destination.conflict` when somebody runs it.
    public func begin(_ id: JobID, dueAt now: Timestamp) async throws(FerryError) -> Reattempt {
        do throws(FerryError) {
            return try await begin(id) { (job: JobRecord) throws(FerryError) in
                guard job.state == .failed, let due = job.nextAttemptAt, due <= now else { return nil }
                return try Self.anew(job, nil)
            }.map { .notDue($0.state == .failed ? $0.nextAttemptAt : nil) } ?? .begun
        } catch  where error.code == .sourceNotFound {
            return .notDue(nil)
        }
    }

    /// Writes what `decide` makes of a job that nobody runs; its bytes are there then.
    ///
    /// - Returns: The job as it is where `decide` gave `nil`, and nothing was written; `nil` when it was written.
    private func begin(
        _ id: JobID, _ decide: (JobRecord) throws(FerryError) -> JobRecord?
    ) async throws(FerryError) -> JobRecord? {
        let state = state
        let holder = try await disk.run { () throws(FerryError) in
            try HolderLock(directory: state, name: UniqueName.make())
        }
        let result: Result<JobRecord?, FerryError>
        do throws(FerryError) { result = .success(try await begin(id, holder.name, decide)) } catch {
            result = .failure(error)
        }
        try? await disk.run { () throws(FerryError) in holder.retire() }
        return try result.get()
    }

    private func begin(
        _ id: JobID, _ holder: String, _ decide: (JobRecord) throws(FerryError) -> JobRecord?
    ) async throws(FerryError) -> JobRecord? {
        let leased = try await lease(id, holder)
        let result: Result<JobRecord?, FerryError>
        do throws(FerryError) {
            let job = try decide(leased.job)
            if job != nil { try await checkBytes(of: leased.job) }
            result = .success(job)
        } catch {
            result = .failure(error)
        }
        guard case .success(let job?) = result else {
            try await store.release(leased.lease)
            _ = try result.get()
            return leased.job
        }
        guard try await store.finish(job, under: leased.lease) else {
            throw FerryError(.destinationConflict, "another process took it over", input: id.rawValue)
        }
        return nil
    }

    private func lease(_ id: JobID, _ holder: String) async throws(FerryError) -> LeasedJob {
        guard let standing = try await store.standing(id) else { throw Self.unknown(id) }
        if let lease = standing.lease, try await !isAlive(lease.holder) { try await store.revoke(lease) }
        guard
            case .claimed(let leased) = try await store.claim(
                id, holder: holder, leaseSeconds: Workshop.leaseSeconds)
        else {
            throw FerryError(
                .destinationConflict, "it runs", input: id.rawValue, next: "pause or cancel it first")
        }
        return leased
    }

    private func checkBytes(of job: JobRecord) async throws(FerryError) {
        let state = state
        let isThere = try await disk.run { () throws(FerryError) in
            job.source.spoolKey.map { Spool(directory: state).contains($0) } ?? true
        }
        guard isThere else {
            throw FerryError(
                .sourceNotFound, "its bytes are no longer kept", input: job.id.rawValue,
                next: "hand the answer in again")
        }
    }

    private static func anew(_ job: JobRecord, _ preset: Preset?) throws(FerryError) -> JobRecord {
        guard job.state == .refused || job.state == .failed || job.state == .paused else {
            throw JobMove.retry.refusal(of: job.id, in: job.state)
        }
        var job = job
        if let preset, preset != job.preset {
            job.preset = preset
            job.plan = nil
            job.rendition = nil
            job.objectName = nil
            job.totalBytes = nil
            job.acknowledgedBytes = 0
            if job.upload != nil { job.giveUpUpload(isGone: false) }
        }
        job.state = .accepted
        job.error = nil
        job.nextAttemptAt = nil
        job.reattempts = (job.reattempts ?? 0) + 1
        return job
    }
}

extension JobControl {
    /// Jobs by their names, in that order; of those that run, as their processes say them. Names that are unknown are left
    /// out.
    public func jobs(named ids: [JobID]) async throws(FerryError) -> [JobSummary] {
        let live = try await live()
        var found: [JobSummary] = []
        for id in ids {
            if let job = try await store.job(id) { found.append(live.summary(of: job)) }
        }
        return found
    }
}
