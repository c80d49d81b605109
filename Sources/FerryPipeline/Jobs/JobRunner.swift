import FerryCore

/// Takes one leased job from where its record stands to an end. Lives in one task.
struct JobRunner {
    let shop: Workshop
    let tracker: JobTracker
    /// How the source was called when it was handed in.
    let label: String
    /// Seconds and bytes of the intake of this run.
    let intake: Receipt.Stage

    /// Runs the job.
    ///
    /// - Returns: The receipt, or why there is none; the store and the events say the same.
    func run() async -> Result<Receipt, FerryError> {
        do throws(FerryError) {
            let receipt = try await deliver()
            await settle(receipt)
            return .success(receipt)
        } catch {
            let error = (tracker.isLeaseLost ? JobTracker.takenOver : error).named(label)
            await end(error)
            return .failure(error)
        }
    }

    private func deliver() async throws(FerryError) -> Receipt {
        guard !Task.isCancelled else { throw FerryError(.cancelled, "stopped by request") }
        let job = tracker.job
        let (source, spool) = (job.source, shop.spool)
        let asset = try await shop.disk.run { () throws(FerryError) in try OpenAsset(source, spool: spool) }
        var stages = Receipt.Stages()
        stages.intake = intake
        if let rendition = try await finishedRendition(job) {
            if let plan = tracker.job.plan { tracker.emit(.jobPlanned(.init(plan: plan))) }
            return try await send(rendition, asset, plan: tracker.job.plan, stages: stages)
        }
        let outcome = try await render(asset, stages: stages)
        let name = objectName(outcome.rendition)
        try await tracker.save { job in
            job.plan = outcome.plan
            job.rendition = outcome.rendition
            job.objectName = name
            job.totalBytes = outcome.rendition.layout.length
        }
        shop.spool.remove(MediaStage.packetLogKey(tracker.id))
        guard let adviser = shop.adviser, adviser.isScout(tracker.id) else {
            return try await send(outcome.rendition, asset, plan: outcome.plan, stages: outcome.stages)
        }
        let sent = try await adviser.watching(tracker.id) { () throws(FerryError) in
            try await send(outcome.rendition, asset, plan: outcome.plan, stages: outcome.stages)
        }
        if let sent { return sent }
        try await callBack()
        return try await deliver()
    }

    /// Gives up what a scout has sent: the recording is planned anew, now that the uplink is known.
    private func callBack() async throws(FerryError) {
        let lost = tracker.job.acknowledgedBytes
        if lost > 0 { tracker.emit(.uploadRewound(.init(fromBytes: lost, toBytes: 0, reason: "adviser"))) }
        tracker.become(.accepted)
        _ = try await forget()
        shop.spool.remove(MediaStage.renditionKey(tracker.id))
        try await tracker.save { job in
            job.plan = nil
            job.objectName = nil
            job.totalBytes = nil
            job.acknowledgedBytes = 0
        }
    }

    /// The rendition of an earlier run, when its bytes are still what they were.
    private func finishedRendition(_ job: JobRecord) async throws(FerryError) -> RenditionRecord? {
        guard let rendition = job.rendition else { return nil }
        guard let key = rendition.spoolKey else { return rendition }
        guard shop.spool.contains(key) else { return try await forget() }
        let spool = shop.spool
        let sha256 = try await shop.disk.run { () throws(FerryError) in
            let file = try spool.open(key)
            return try? LayoutReader(layout: rendition.layout, files: [.rendition: file]).sha256()
        }
        return sha256 == rendition.sha256 ? rendition : try await forget()
    }

    /// A rendition that is not what it was cannot be continued: its upload is void with it, and what was sent is waste.
    private func forget() async throws(FerryError) -> RenditionRecord? {
        let isGone = await UploadRemover(shop: shop).remove(tracker.job)
        if tracker.job.upload != nil {
            try ChunkJournal(directory: shop.parts.state, job: tracker.id).append(.abandoned)
        }
        try await tracker.save { job in
            job.rendition = nil
            job.giveUpUpload(isGone: isGone)
        }
        return nil
    }

    private func render(_ asset: OpenAsset, stages: Receipt.Stages) async throws(FerryError) -> MediaStage.Outcome {
        let job = tracker.job
        guard job.preset != .none else {
            let plan = MediaPlan(preset: .none, decision: .none, predictedBytes: asset.bytes)
            tracker.emit(.jobPlanned(.init(plan: plan)))
            return MediaStage.Outcome(plan: plan, rendition: .untouched(job.source), stages: stages)
        }
        guard let prober = shop.parts.prober, let encoder = shop.parts.encoder else {
            throw FerryError(
                .mediaWorkerCrashed, "no media worker is there for the preset \(job.preset.rawValue)",
                next: "install mediaferry-media-worker beside the command")
        }
        var stage = MediaStage(
            shop: shop, tracker: tracker, asset: asset, prober: prober, encoder: encoder, stages: stages)
        return try await stage.run()
    }

    private func end(_ error: FerryError) async {
        // A job that was stopped is written down by whoever steers it: paused, taken up again or cancelled.
        guard error.code != .cancelled else { return }
        let wanted = JobState.end(for: error)
        let next = tracker.job.state.mayBecome(wanted) ? wanted : .failed
        tracker.become(next)
        switch next {
        case .refused: tracker.emit(.jobRefused(.init(error: error)))
        case .failed: tracker.emit(.jobFailed(.init(error: error)))
        default: break
        }
        // The bytes that were begun with are no more: nothing can go on with them.
        let isVoid = error.code == .sourceChanged
        let isGone = isVoid ? await UploadRemover(shop: shop).remove(tracker.job) : false
        let due = next == .failed ? nextReattempt(after: error) : nil
        try? await tracker.save { job in
            job.error = error
            job.nextAttemptAt = due
            if isVoid { job.giveUpUpload(isGone: isGone) }
        }
        // The bytes of an answer exist nowhere else: a person may look, or have them carried otherwise.
        if (next == .refused && tracker.job.owner == nil) || isVoid { shop.forgetFiles(of: tracker.job) }
    }
}

extension JobRunner {
    /// When a job that failed with that error is taken up again by itself.
    private func nextReattempt(after error: FerryError) -> Timestamp? {
        guard let policy = shop.parts.reattempts,
            let wait = policy.wait(after: error, count: tracker.job.reattempts ?? 0)
        else { return nil }
        return shop.parts.clock.now().advanced(bySeconds: wait)
    }
}

extension RenditionRecord {
    /// The bytes of a source as they are, not inspected.
    static func untouched(_ source: SourceRecord) -> RenditionRecord {
        let named = source.kind == .dataURI ? "" : ObjectName.split(source.name).fileExtension
        return RenditionRecord(
            isOriginal: true, mediaType: source.mediaType, container: nil,
            fileExtension: named.isEmpty ? ContainerNames.fileExtension(mediaType: source.mediaType) : named,
            layout: ObjectLayout(wholeFile: .asset, length: source.bytes), sha256: source.sha256, spoolKey: nil,
            loss: source.pieces?.loss)
    }
}
