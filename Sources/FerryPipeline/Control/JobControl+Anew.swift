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
        let holder = try HolderLock(directory: state, name: UniqueName.make())
        defer { holder.retire() }
        guard let standing = try await store.standing(id) else { throw Self.unknown(id) }
        if let lease = standing.lease, !HolderLock.isAlive(lease.holder, in: state) { try await store.revoke(lease) }
        guard
            case .claimed(let leased) = try await store.claim(
                id, holder: holder.name, leaseSeconds: Workshop.leaseSeconds)
        else {
            throw FerryError(
                .destinationConflict, "it runs", input: id.rawValue, next: "pause or cancel it first")
        }
        let result: Result<JobRecord, FerryError>
        do throws(FerryError) {
            result = .success(try anew(leased.job, preset))
        } catch {
            result = .failure(error)
        }
        guard case .success(let job) = result else {
            try await store.release(leased.lease)
            _ = try result.get()
            return
        }
        _ = try await store.finish(job, under: leased.lease)
    }

    private func anew(_ job: JobRecord, _ preset: Preset?) throws(FerryError) -> JobRecord {
        guard job.state == .refused || job.state == .failed || job.state == .paused else {
            throw JobMove.retry.refusal(of: job.id, in: job.state)
        }
        if let key = job.source.spoolKey, !Spool(directory: state).contains(key) {
            throw FerryError(
                .sourceNotFound, "its bytes are no longer kept", input: job.id.rawValue,
                next: "hand the answer in again")
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
