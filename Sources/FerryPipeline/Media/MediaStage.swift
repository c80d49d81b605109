import FerryCore

/// Inspect, plan, encode and check: from an asset to what goes out. Lives in one task.
struct MediaStage {
    /// What goes out, why, and how long it took to get there.
    struct Outcome: Sendable {
        var plan: MediaPlan
        var rendition: RenditionRecord
        var stages: Receipt.Stages
    }

    let shop: Workshop
    let tracker: JobTracker
    let asset: OpenAsset
    let prober: any MediaProber
    let encoder: any MediaEncoder
    var stages: Receipt.Stages

    /// The spool key of a job's rendition.
    static func renditionKey(_ job: JobID) -> String { "\(job.rawValue).rendition" }

    /// The spool key of the pieces of a job's encode, from which an interrupted one goes on.
    static func packetLogKey(_ job: JobID) -> String { "\(job.rawValue).pieces" }

    /// Goes the whole way.
    ///
    /// - Throws: ``FerryError``; `media.*` when the source cannot be used.
    mutating func run() async throws(FerryError) -> Outcome {
        tracker.become(.inspecting)
        let probe = try await inspect()
        let earlier = tracker.job.plan?.quality
        var decided = try await plan(probe, rules)
        announce(decided.plan)
        while let task = decided.task {
            tracker.become(.encoding)
            let trial = decided.trial
            switch try await make(task, probe, &decided.plan, earlier, trial) {
            case .used(let rendition):
                return Outcome(plan: decided.plan, rendition: rendition, stages: stages)
            case .refused(let refusal):
                shop.spool.remove(Self.renditionKey(tracker.id))
                shop.spool.remove(Self.packetLogKey(tracker.id))
                decided = try DeliveryPlanner.plan(
                    after: refusal, of: decided.plan, probe: probe, forecast: shop.speeds.forecast())
                announce(decided.plan)
            }
        }
        // What goes out under `none` is not looked at any further.
        let rendition =
            decided.plan.decision == .none ? .untouched(tracker.job.source) : try await original(probe)
        return Outcome(plan: decided.plan, rendition: rendition, stages: stages)
    }

    /// The presets' numbers, with what this run asks for.
    var rules: RenditionRules {
        var rules = RenditionRules.standard
        rules.options = shop.parts.media
        rules.maxEncodedShare = 1 - shop.parts.leastSaving
        return rules
    }

    func announce(_ plan: MediaPlan) {
        tracker.change { $0.plan = plan }
        tracker.emit(.jobPlanned(.init(plan: plan)))
    }

    private mutating func inspect() async throws(FerryError) -> MediaProbe {
        let started = shop.parts.clock.now()
        let shown = try await prober.probe(asset.media, limits: .probing(bytes: asset.bytes))
        let probe = tracker.job.source.pieces?.complete(shown) ?? shown
        stages.inspect = Receipt.Stage(seconds: shop.parts.clock.now().seconds(since: started), bytes: asset.bytes)
        let mediaType = ContainerNames.mediaType(probe.container, hasVideo: probe.mainVideo != nil)
        tracker.change { job in
            if job.source.mediaType == "application/octet-stream" { job.source.mediaType = mediaType }
        }
        return probe
    }

    /// Decodes the untouched asset once, so that damage inside packets is stated and not passed on as whole.
    ///
    /// - Returns: `nil` when it holds what no decoder of ours may open: then nothing can be said.
    private mutating func checkOriginal(_ probe: MediaProbe) async throws(FerryError) -> MediaCheckResult? {
        let started = shop.parts.clock.now()
        let check: MediaCheckResult
        do throws(FerryError) {
            check = try await encoder.check(
                asset.media, task: checkTask(original: probe), limits: .checking(original: probe), progress: { _ in })
        } catch {
            _ = try refusal(error)
            return nil
        }
        stages.check = Receipt.Stage(
            seconds: (stages.check?.seconds ?? 0) + shop.parts.clock.now().seconds(since: started), bytes: asset.bytes)
        return check
    }

    /// The untouched asset as what goes out.
    private mutating func original(_ probe: MediaProbe) async throws(FerryError) -> RenditionRecord {
        let source = tracker.job.source
        let hasVideo = probe.mainVideo != nil
        let check = try await checkOriginal(probe)
        let assessment = LossAssessment.assess(
            probe: probe, encodeResult: nil, preset: tracker.job.preset, check: check)
        var rendition = RenditionRecord(
            isOriginal: true, mediaType: ContainerNames.mediaType(probe.container, hasVideo: hasVideo),
            container: probe.container,
            fileExtension: ContainerNames.fileExtension(probe.container, hasVideo: hasVideo),
            layout: ObjectLayout(wholeFile: .asset, length: asset.bytes), sha256: source.sha256, spoolKey: nil,
            tracks: assessment.tracks, loss: assessment.loss)
        guard let check, !options.extras.isEmpty else { return rendition }
        rendition.health = health(check, sound: nil, loss: assessment.loss, shiftSeconds: 0)
        rendition.extras = try await write(check.extras)
        return rendition
    }
}
