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
    var wish: ObjectWish?

    /// How often the store may change between looking and taking.
    private static let maxLooks = 5

    /// The key that every submission of this source takes its turn by.
    var firstKey: String { key(repetition: 0) }

    /// The key of the source's first delivery, or of the n-th that was forced to be a new one.
    private func key(repetition: Int) -> String {
        JobKey(shop.parts, sha256: source.sha256, preset: preset, wish: wish, repetition: repetition).text
    }

    /// Finds the job to run. Only one caller at a time may ask for one ``firstKey``.
    func admit() async throws(FerryError) -> Admitted {
        for _ in 0..<Self.maxLooks {
            let key = try await presentKey()
            await shop.jobs.waitForEnd(ofKey: key)
            if let admitted = try await admit(key) { return admitted }
        }
        throw Self.busy
    }

    /// The source's own key, or, when a new object is forced, the first that was not delivered yet: so a forced
    /// delivery that was broken off goes on, and the next one is new again.
    private func presentKey() async throws(FerryError) -> String {
        guard again else { return firstKey }
        var repetition = 1
        while true {
            let key = key(repetition: repetition)
            await shop.jobs.waitForEnd(ofKey: key)
            guard try await shop.parts.store.jobs(withKey: key).contains(where: { $0.state == .delivered }) else {
                return key
            }
            repetition += 1
        }
    }

    /// `nil` when the store changed in between.
    private func admit(_ key: String) async throws(FerryError) -> Admitted? {
        for job in try await shop.parts.store.jobs(withKey: key) {
            switch job.state {
            case .delivered:
                guard !again else { return nil }
                guard let receipt = try await stillThere(job) else { continue }
                // A process that died right after the delivery may have left them.
                shop.forgetFiles(of: job)
                return .reused(receipt)
            case .refused, .cancelled: continue
            default: return try await takeUp(job).map(Admitted.run)
            }
        }
        return try await insert(key).map(Admitted.run)
    }

    private func insert(_ key: String) async throws(FerryError) -> LeasedJob? {
        var job = JobRecord(
            id: id, key: key, source: source, destination: shop.parts.destination, preset: preset,
            createdAt: shop.parts.clock.now())
        job.endpoint = shop.parts.endpoint
        job.wish = wish
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
        next: "wait for it, then run the same command again", disposition: .retry)

    /// Takes a job up where it stands; `nil` when it came to an end for good before the lease was taken.
    private func takeUp(_ job: JobRecord) async throws(FerryError) -> LeasedJob? {
        var leased = try await claim(job)
        let old = leased.job.source.spoolKey
        guard leased.job.state == .failed || !leased.job.state.isEnd else {
            try await shop.parts.store.release(leased.lease)
            return nil
        }
        leased.job.source.kind = source.kind
        leased.job.source.spoolKey = source.spoolKey
        leased.job.source.path = source.path
        leased.job.source.identity = source.identity
        leased.job.wish = wish
        leased.job.state = .accepted
        do throws(FerryError) {
            guard try await shop.parts.store.update(leased.job, under: leased.lease) else { throw Self.busy }
        } catch {
            try? await shop.parts.store.release(leased.lease)
            throw error
        }
        if let old, old != source.spoolKey { shop.spool.remove(old) }
        return leased
    }

    /// Unfinished jobs of the same path to the same destination whose source had other bytes: they are named and given
    /// up, never continued with the new bytes.
    ///
    /// - Returns: Why each of them was given up.
    func giveUpChanged() async throws(FerryError) -> [FerryError] {
        guard let path = source.path else { return [] }
        var givenUp: [FerryError] = []
        for job in try await shop.parts.store.unfinishedJobs(fromPath: path)
        where job.source.sha256 != source.sha256 && job.destination == shop.parts.destination {
            // One that runs here finds out by itself, or sends a rendition that was made before the change.
            guard !shop.jobs.contains(job.id) else { continue }
            guard let leased = try? await claim(job) else { continue }
            let error = FerryError(
                .sourceChanged,
                "it changed since the last run: SHA-256 was \(job.source.sha256) and is \(source.sha256)",
                input: label, next: "the unfinished upload of the old bytes is given up and the new bytes are sent anew"
            )
            var old = leased.job
            old.state = .failed
            old.error = error
            old.giveUpUpload(isGone: await UploadRemover(shop: shop).remove(old))
            _ = try await shop.parts.store.update(old, under: leased.lease)
            try await shop.parts.store.release(leased.lease)
            shop.spool.remove(MediaStage.renditionKey(job.id))
            ChunkJournal.remove(job.id, in: shop.parts.state)
            shop.hub.emit(.jobState(.init(from: job.state, to: .failed)), job: job.id)
            shop.hub.emit(.jobFailed(.init(error: error)), job: job.id)
            givenUp.append(error)
        }
        return givenUp
    }

    /// Looks whether a delivered object is still there; `nil` when it is gone.
    ///
    /// - Throws: when what is there is not what was delivered, and when that cannot be found out: a second object is
    ///   made only when the first is known to be gone.
    private func stillThere(_ job: JobRecord) async throws(FerryError) -> Receipt? {
        guard let upload = job.upload, var receipt = job.receipt.flatMap(StoredReceipt.decode) else {
            throw FerryError(
                .storeUnavailable, "it was delivered as job \(job.id), whose receipt cannot be read",
                next: "run it with --again to send a new object", disposition: .giveUp)
        }
        let check = RemoteCheck(link: shop.link, remote: receipt.destination.remoteChecksum)
        switch try await check.look(at: upload.location, against: receipt.rendition) {
        case .same(let check, let checksum):
            receipt.reused = true
            receipt.destination.checked = check
            receipt.destination.remoteChecksum = checksum
            return receipt
        case .gone: return nil
        case .different(let error):
            guard shop.parts.send.overwrites, shop.parts.storage.dialect.addressesByName else { throw error }
            return nil
        }
    }
}
