import FerryCore

/// Finds or makes the job of a source that was just taken in, and takes its lease.
struct JobAdmission {
    /// What the source is to the store.
    enum Admitted {
        /// A job to run, new or taken up again.
        case run(LeasedJob)
        /// It was delivered before and is still there.
        case reused(Receipt)
    }

    let shop: Workshop
    let source: SourceRecord
    let label: String
    let preset: Preset
    let id: JobID
    let again: Bool

    func admit() async throws(FerryError) -> Admitted {
        let key = again ? try await freshKey() : key(repetition: 0)
        try await giveUpChanged()
        for job in try await shop.parts.store.jobs(withKey: key) {
            switch job.state {
            case .delivered: if let receipt = try await stillThere(job) { return .reused(receipt) }
            case .refused, .cancelled: continue
            default: return .run(try await takeUp(job))
            }
        }
        return .run(try await insert(key))
    }

    private func key(repetition: Int) -> String {
        JobKey(
            sha256: source.sha256, destination: shop.parts.destination, preset: preset, repetition: repetition
        ).text
    }

    /// The first key that was not delivered under yet: a new object, and yet the same command goes on with it.
    private func freshKey() async throws(FerryError) -> String {
        var repetition = 1
        while true {
            let key = key(repetition: repetition)
            let jobs = try await shop.parts.store.jobs(withKey: key)
            guard jobs.contains(where: { $0.state == .delivered }) else { return key }
            repetition += 1
        }
    }

    private func insert(_ key: String) async throws(FerryError) -> LeasedJob {
        let job = JobRecord(
            id: id, key: key, source: source, destination: shop.parts.destination, preset: preset,
            createdAt: shop.parts.clock.now())
        let inserted = try await shop.parts.store.insert(
            job, holder: shop.holder.name, leaseSeconds: Workshop.leaseSeconds)
        switch inserted {
        case .inserted(let leased): return leased
        case .exists(let other): return try await takeUp(other)
        }
    }

    /// Takes the lease of an unfinished job, also from a process that is no more.
    private func claim(_ job: JobRecord) async throws(FerryError) -> LeasedJob {
        let store = shop.parts.store
        for _ in 0..<3 {
            switch try await store.claim(job.id, holder: shop.holder.name, leaseSeconds: Workshop.leaseSeconds) {
            case .claimed(let leased): return leased
            case .unknown: throw FerryError(.storeUnavailable, "the job \(job.id) vanished from the store")
            case .held(let lease):
                guard !shop.holder.isAlive(lease.holder) else { throw Self.busy }
                try await store.revoke(lease)
            }
        }
        throw Self.busy
    }

    private static let busy = FerryError(
        .destinationConflict, "another process is sending this source to this destination",
        next: "wait for it, then run the same command again")

    private func takeUp(_ job: JobRecord) async throws(FerryError) -> LeasedJob {
        var leased = try await claim(job)
        let old = leased.job.source.spoolKey
        leased.job.source.spoolKey = source.spoolKey
        leased.job.source.path = source.path
        leased.job.source.identity = source.identity
        leased.job.state = .accepted
        guard try await shop.parts.store.update(leased.job, under: leased.lease) else { throw Self.busy }
        if let old, old != source.spoolKey { shop.spool.remove(old) }
        return leased
    }

    /// Unfinished jobs of the same path to the same destination whose source had other bytes: they are named and given
    /// up, never continued with the new bytes.
    private func giveUpChanged() async throws(FerryError) {
        guard let path = source.path else { return }
        for job in try await shop.parts.store.unfinishedJobs(fromPath: path)
        where job.source.sha256 != source.sha256 && job.destination == shop.parts.destination {
            guard let leased = try? await claim(job) else { continue }
            let error = FerryError(
                .sourceChanged,
                "it changed since the last run: SHA-256 was \(job.source.sha256) and is \(source.sha256)",
                input: label, next: "the unfinished upload of the old bytes is given up and the new bytes are sent anew"
            )
            var old = leased.job
            old.state = .failed
            old.error = error
            await UploadRemover(shop: shop).remove(old)
            old.upload = nil
            _ = try await shop.parts.store.update(old, under: leased.lease)
            try await shop.parts.store.release(leased.lease)
            shop.spool.remove(MediaStage.renditionKey(job.id))
            ChunkJournal.remove(job.id, in: shop.parts.state)
            shop.hub.emit(.jobState(.init(from: job.state, to: .failed)), job: job.id)
            shop.hub.emit(.jobFailed(.init(error: error)), job: job.id)
        }
    }

    /// Looks whether a delivered object is still there; `nil` when it is gone.
    private func stillThere(_ job: JobRecord) async throws(FerryError) -> Receipt? {
        guard let upload = job.upload, var receipt = job.receipt.flatMap(StoredReceipt.decode) else { return nil }
        switch try await RemoteCheck(link: shop.link).look(at: upload.location, against: receipt.rendition) {
        case .same(let check, let checksum):
            receipt.reused = true
            receipt.destination.checked = check
            receipt.destination.remoteChecksum = checksum
            return receipt
        case .gone: return nil
        case .different(let error): throw error
        }
    }
}
