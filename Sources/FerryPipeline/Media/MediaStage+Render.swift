import FerryCore

extension MediaStage {
    /// What became of a rendition.
    enum Rendered {
        case used(RenditionRecord)
        case refused(MediaPlan.Refusal)
    }

    /// Makes one rendition, hashes it, decodes it once and judges it.
    mutating func render(
        _ task: MediaEncodeTask, _ probe: MediaProbe, trial: EncodeTrial?
    ) async throws(FerryError) -> Rendered {
        var task = shop.parts.encoding.applied(to: task)
        task.audio?.health = options.health
        let key = Self.renditionKey(tracker.id)
        let (spool, disk) = (shop.spool, shop.disk)
        let file = try await disk.run { () throws(FerryError) in try spool.create(key) }
        let log = try await disk.run { [id = tracker.id] () throws(FerryError) in
            try spool.openLog(Self.packetLogKey(id))
        }
        let result: MediaEncodeResult
        switch try await encode(task, probe, trial, into: file, log: log) {
        case .success(let made): result = made
        case .failure(let refusal): return .refused(refusal)
        }
        let length = try spool.guarded { () throws(FileFailure) in try file.length() }
        guard result.layout.isSound(of: .rendition, fileLength: length) else {
            throw FerryError(.mediaWorkerCrashed, "the media worker's account of its rendition cannot be true")
        }
        let bytes = result.layout.length
        if case .refused(let refusal) = RenditionCheck.sizeVerdict(
            task: task, bytes: bytes, probe: probe, rules: rules)
        {
            return .refused(refusal)
        }
        let reader = LayoutReader(layout: result.layout, files: [.rendition: file])
        async let hashed = disk.run { () throws(FerryError) in
            let sha256 = try reader.sha256()
            try spool.guarded { () throws(FileFailure) in try file.sync() }
            return sha256
        }
        let checked = try await check(task, probe, result, file)
        let sha256: String
        do { sha256 = try await hashed } catch {
            throw error as? FerryError ?? FerryError(.storeUnavailable, "\(error)")
        }
        switch checked {
        case .failure(let refusal): return .refused(refusal)
        case .success(let check):
            var rendition = record(task, probe, result, check, sha256: sha256, key: key)
            rendition.extras = try await write(check.extras)
            return .used(rendition)
        }
    }

    private func record(
        _ task: MediaEncodeTask, _ probe: MediaProbe, _ result: MediaEncodeResult, _ check: MediaCheckResult,
        sha256: String, key: String
    ) -> RenditionRecord {
        let assessment = LossAssessment.assess(
            probe: probe, encodeResult: result, task: task, preset: tracker.job.preset, check: check)
        let hasVideo = task.video != nil
        let shift = RenditionCheck.shiftSeconds(task: task, encodeResult: result, check: check, probe: probe)
        let health = health(check, sound: result.sound, loss: assessment.loss, shiftSeconds: shift)
        return RenditionRecord(
            isOriginal: false, mediaType: result.container.mediaType(hasVideo: hasVideo),
            container: result.container.rawValue,
            fileExtension: result.container.fileExtension(hasVideo: hasVideo), layout: result.layout, sha256: sha256,
            spoolKey: key, tracks: assessment.tracks, loss: assessment.loss, versions: result.versions,
            health: health, quality: result.quality)
    }

    private mutating func encode(
        _ task: MediaEncodeTask, _ probe: MediaProbe, _ trial: EncodeTrial?, into file: SpoolFile, log: SpoolFile
    ) async throws(FerryError) -> Result<MediaEncodeResult, MediaPlan.Refusal> {
        let started = shop.parts.clock.now()
        let meter = EncodeMeter(tracker: tracker, clock: shop.parts.clock, task: task, bytes: asset.bytes)
        defer {
            stages.encode = Receipt.Stage(
                seconds: (stages.encode?.seconds ?? 0) + shop.parts.clock.now().seconds(since: started),
                bytes: asset.bytes)
        }
        do throws(FerryError) {
            guard let result = try await made(task, probe, trial, file, log, meter) else { return .failure(.slower) }
            meter.finish()
            try asset.guardian.check()
            return .success(result)
        } catch {
            return .failure(try refusal(error))
        }
    }

    /// Makes a rendition, and learns how long it takes; `nil` when its trial was lost. An encode that an earlier run
    /// began teaches nothing and is on no trial: nobody knows how much of it is done. Nor is one whose pieces are made
    /// side by side: how far the slowest of them is says nothing of the speed of all.
    private func made(
        _ task: MediaEncodeTask, _ probe: MediaProbe, _ trial: EncodeTrial?, _ file: SpoolFile, _ log: SpoolFile,
        _ meter: EncodeMeter
    ) async throws(FerryError) -> MediaEncodeResult? {
        let isNew = (try? log.status().identity.size) == 0
        let (speeds, began) = (shop.speeds, shop.speeds.begin())
        let watch =
            isNew && shop.parts.encoding.encoders <= 1 ? trial.map { TrialWatch($0) { speeds.look() - began } } : nil
        do throws(FerryError) {
            guard let result = try await run(task, probe, file, log, meter, watch, isWatched: isNew) else {
                learn(task, probe, bytes: 0, seconds: speeds.end() - began, share: meter.share)
                return nil
            }
            let seconds = speeds.end() - began
            if isNew { learn(task, probe, bytes: result.layout.length, seconds: seconds, share: 1) }
            return result
        } catch {
            let seconds = speeds.end() - began
            guard let watch, watch.isLost, error.code == .cancelled, !Task.isCancelled else { throw error }
            learn(task, probe, bytes: 0, seconds: seconds, share: watch.share)
            return nil
        }
    }

    private func run(
        _ task: MediaEncodeTask, _ probe: MediaProbe, _ file: SpoolFile, _ log: SpoolFile, _ meter: EncodeMeter,
        _ watch: TrialWatch?, isWatched: Bool
    ) async throws(FerryError) -> MediaEncodeResult? {
        var media = asset.media
        if file.key != nil || log.key != nil {
            media.keys = MediaKeys(source: asset.file.key, rendition: file.key, log: log.key)
        }
        let (encoder, lent) = (encoder, media)
        let limits = MediaLimits.encoding(task, of: probe)
        let work = { @Sendable () async throws(FerryError) -> MediaEncodeResult in
            try await encoder.encode(
                lent, into: file.descriptor, log: log.descriptor, task: task,
                limits: limits,
                progress: { progress in
                    meter.advance(progress)
                    watch?.advance(progress)
                })
        }
        if let watch { return try await watch.run(work) }
        guard let adviser = shop.adviser, isWatched, !task.isRemux, shop.parts.encoding.encoders <= 1 else {
            return try await work()
        }
        return try await adviser.watching(tracker.id, work)
    }

    private func learn(_ task: MediaEncodeTask, _ probe: MediaProbe, bytes: Int64, seconds: Double, share: Double) {
        shop.speeds.learn { $0.learn(encoded: task, of: probe, bytes: bytes, seconds: seconds, share: share) }
    }

    private mutating func check(
        _ task: MediaEncodeTask, _ probe: MediaProbe, _ result: MediaEncodeResult, _ file: SpoolFile
    ) async throws(FerryError) -> Result<MediaCheckResult, MediaPlan.Refusal> {
        let started = shop.parts.clock.now()
        let media = MediaFile(
            fileDescriptor: file.descriptor, layout: result.layout, keys: file.key.map { MediaKeys(source: $0) })
        do throws(FerryError) {
            let check = try await timed(task, probe, result.layout.length) { () throws(FerryError) in
                try await encoder.check(
                    media, task: checkTask(after: result),
                    limits: .checking(task, of: probe, bytes: result.layout.length), progress: { _ in })
            }
            stages.check = Receipt.Stage(
                seconds: (stages.check?.seconds ?? 0) + shop.parts.clock.now().seconds(since: started),
                bytes: result.layout.length)
            switch RenditionCheck.verdict(
                task: task, encodeResult: result, check: check, probe: probe, rules: rules)
            {
            case .sound: return .success(check)
            case .refused(let refusal): return .failure(refusal)
            }
        } catch {
            return .failure(try refusal(error))
        }
    }

    /// Does a check, and learns how long it takes.
    private func timed<Value: Sendable>(
        _ task: MediaEncodeTask, _ probe: MediaProbe, _ bytes: Int64,
        _ work: () async throws(FerryError) -> Value
    ) async throws(FerryError) -> Value {
        let began = shop.speeds.begin()
        do throws(FerryError) {
            let value = try await work()
            let seconds = shop.speeds.end() - began
            shop.speeds.learn { $0.learn(checked: task, of: probe, bytes: bytes, seconds: seconds) }
            return value
        } catch {
            _ = shop.speeds.end()
            throw error
        }
    }

    /// A rendition that could not be made falls back to the next choice, unless the failure is the machine's, the
    /// source's or the user's doing, or the worker died: that input is not tried again by itself.
    func refusal(_ error: FerryError) throws(FerryError) -> MediaPlan.Refusal {
        switch error.code {
        case .cancelled, .spoolFull, .storeUnavailable, .sourceChanged, .sourceUnreadable, .mediaWorkerCrashed,
            .mediaWorkerStopped:
            throw error
        default: return .failed(error)
        }
    }
}

extension MediaPlan.Refusal: Error {}
