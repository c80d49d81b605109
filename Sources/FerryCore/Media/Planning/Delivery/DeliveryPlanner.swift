/// A decision for one source with what is expected of it.
public struct DeliveryPlan: Sendable, Equatable {
    /// What is done, and why.
    public var plan: MediaPlan
    /// What the encoder is to do; `nil` where the source goes out as it is.
    public var task: MediaEncodeTask?
    /// When to give an encode up that was chosen for its speed alone; `nil` where there is no other way.
    public var trial: EncodeTrial?

    /// What an adviser chose.
    public init(_ way: AdvisedWay) {
        plan = way.plan
        task = way.task
    }

    init(_ decided: MediaPlanner.Decided, trial: EncodeTrial? = nil) {
        plan = decided.plan
        task = decided.task
        self.trial = trial
    }
}

/// Decides as ``MediaPlanner`` does, and beyond it with regard to time: how long each way will take on this machine and
/// over this uplink, and whether an encode is worth its time.
///
/// Under the goal of time an encode that only saves bytes is made where making, checking and sending it is sooner done
/// than sending the packets as they are; ``Playability`` says what only saves bytes. Where the two are so close that the
/// encoder's true speed decides, the encode begins on trial. Without an uplink, plans are those of the preset.
public enum DeliveryPlanner {
    /// What a trial that is lost may cost at most, as a share of the other way's time.
    static let mostTrialCost = 0.07

    /// The plan for one source.
    ///
    /// - Parameters:
    ///   - isForTime: Whether the goal is to be durable soon; else it is what the preset asks for.
    ///   - forecast: What is known of machine and uplink.
    /// - Throws: `media.emptyRecording` when there is nothing that the preset could keep.
    public static func plan(
        probe: MediaProbe, preset: Preset, isForTime: Bool = false, forecast: DeliveryForecast = DeliveryForecast(),
        rules: RenditionRules = .standard
    ) throws(FerryError) -> DeliveryPlan {
        let asked = try MediaPlanner.plan(probe: probe, preset: preset, rules: rules)
        // What was asked for by itself, such as a loudness, is made whatever it takes.
        guard asked.plan.decision == .encode, let task = asked.task, !task.changesMedia else {
            return expected(asked, probe, forecast)
        }
        let facts = try SourceFacts(probe)
        let kept = FallbackPlanner.keptPackets(of: asked.plan, facts)
        if let why = SmallestEncode.reason(facts, task, rules) {
            var kept = kept ?? FallbackPlanner.asItIs(asked.plan, facts)
            kept.plan.reasons.append(why)
            return expected(kept, probe, forecast)
        }
        guard isForTime, let kept, isPlayable(kept, facts) else { return expected(asked, probe, forecast) }
        return sooner(asked, kept, probe, forecast)
    }

    /// What follows when a rendition was made, or begun, and is not used; see ``FallbackPlanner``.
    public static func plan(
        after refusal: MediaPlan.Refusal, of plan: MediaPlan, probe: MediaProbe, forecast: DeliveryForecast
    ) throws(FerryError) -> DeliveryPlan {
        expected(try FallbackPlanner.plan(after: refusal, of: plan, probe: probe), probe, forecast)
    }

    private static func expected(
        _ decided: MediaPlanner.Decided, _ probe: MediaProbe, _ forecast: DeliveryForecast
    ) -> DeliveryPlan {
        var plan = DeliveryPlan(decided)
        plan.plan.predictedSeconds = forecast.seconds(decided, of: probe)
        return plan
    }

    private static func isPlayable(_ kept: MediaPlanner.Decided, _ facts: SourceFacts) -> Bool {
        let container = kept.task?.container ?? ContainerChoice.current(facts.probe)
        return Playability.isGiven(kept.plan.reasons, container: container?.rawValue ?? facts.probe.container)
    }

    /// The sooner of two ways, with the uplink among its reasons.
    private static func sooner(
        _ encoded: MediaPlanner.Decided, _ kept: MediaPlanner.Decided, _ probe: MediaProbe,
        _ forecast: DeliveryForecast
    ) -> DeliveryPlan {
        guard let uplink = forecast.uplink, let task = encoded.task, let bytes = encoded.plan.predictedBytes,
            let with = forecast.seconds(encoded, of: probe), let without = forecast.seconds(kept, of: probe),
            let total = with.total, let otherwise = without.total
        else { return expected(encoded, probe, forecast) }
        let spread = forecast.speeds.spread(of: forecast.making(task, of: probe, bytes: bytes).kind)
        let isChosen =
            total <= otherwise
            || isWorthATrial(
                hoped: total - spread * with.encode, otherwise,
                cost: EncodeTrial.cost(
                    encodeSeconds: with.encode, mediaSeconds: task.expectedSeconds ?? 0))
        var chosen = DeliveryPlan(isChosen ? encoded : kept)
        chosen.plan.predictedSeconds = isChosen ? with : without
        chosen.plan.reasons.append(
            MediaPlan.Reason(
                .uplink, value: PlainNumber.text(uplink),
                limit: breakEven(encoded.plan, kept.plan, with.work - without.work),
                verdict: isChosen ? .convert : .keep))
        if isChosen {
            chosen.trial = EncodeTrial(
                mediaSeconds: task.expectedSeconds ?? 0, secondsAfter: total - with.encode,
                secondsOtherwise: otherwise)
        }
        return chosen
    }

    /// Whether an encode that is not expected to be sooner done is begun all the same, since it may be: where to lose the
    /// trial costs little, and less than to miss the chance.
    private static func isWorthATrial(hoped: Double, _ otherwise: Double, cost: Double) -> Bool {
        guard hoped > 0, hoped < otherwise else { return false }
        return cost <= mostTrialCost * otherwise && cost / otherwise <= (otherwise - hoped) / hoped
    }

    /// The uplink below which the encode is sooner done, in bytes a second; `nil` where it is at any.
    private static func breakEven(_ encoded: MediaPlan, _ kept: MediaPlan, _ workSeconds: Double) -> String? {
        guard let large = kept.predictedBytes, let small = encoded.predictedBytes else { return nil }
        guard workSeconds > 0 else { return nil }
        return PlainNumber.text(Double(max(0, large - small)) / workSeconds)
    }
}
