/// The ways that one recording may go within the limits of the user; the first is the one that was asked for.
///
/// Packets are kept only where today's browsers show them as they were meant (``Playability``): that is not up for time.
/// What was asked for by itself, such as a loudness, is made on each way. Where the preset asks for no encode there is
/// nothing to choose.
public struct AdvisedWays: Sendable {
    private let probe: MediaProbe
    private let preset: Preset
    private let settings: AdviserSettings
    private let forecast: DeliveryForecast
    private let rules: RenditionRules
    private let keepsRates: Bool

    /// Shares of the expected picture rate that are tried where it may be lowered.
    static let rateShares = [0.7, 0.5]

    /// Looks at a recording.
    ///
    /// - Parameter keepsRates: Whether a quality was asked for, so that rates are not the adviser's.
    public init(
        probe: MediaProbe, preset: Preset, settings: AdviserSettings, forecast: DeliveryForecast,
        rules: RenditionRules = .standard, keepsRates: Bool = false
    ) {
        self.probe = probe
        self.preset = preset
        self.settings = settings
        self.forecast = forecast
        self.rules = rules
        self.keepsRates = keepsRates
    }

    /// All ways, one at least.
    ///
    /// - Throws: `media.emptyRecording` when there is nothing that the preset could keep.
    public func all() throws(FerryError) -> [AdvisedWay] {
        let asked = try DeliveryPlanner.plan(probe: probe, preset: preset, forecast: forecast, rules: rules)
        let capped = way(preset.rawValue, within(asked.plan, asked.task))
        guard asked.plan.decision == .encode, let task = asked.task else { return [capped] }
        var ways = [capped] + lowered(capped)
        for other in Preset.allCases where settings.presets.contains(other) && other != preset {
            switch other {
            case .interview, .small: ways += try encoded(other)
            case .copy: if !task.changesMedia { ways += try kept(asked.plan) }
            case .none: if !task.changesMedia, try isPlayable(asked.plan) { ways.append(untouched(asked.plan)) }
            case .voice: break
            }
        }
        return ways
    }

    private func encoded(_ other: Preset) throws(FerryError) -> [AdvisedWay] {
        let decided = try DeliveryPlanner.plan(probe: probe, preset: other, forecast: forecast, rules: rules)
        guard decided.plan.decision == .encode else { return [] }
        let first = way(other.rawValue, within(decided.plan, decided.task))
        return [first] + lowered(first)
    }

    private func kept(_ asked: MediaPlan) throws(FerryError) -> [AdvisedWay] {
        let facts = try SourceFacts(probe)
        guard let kept = FallbackPlanner.keptPackets(of: asked, facts) else { return [] }
        let container = kept.task?.container ?? ContainerChoice.current(probe)
        guard Playability.isGiven(kept.plan.reasons, container: container?.rawValue ?? probe.container) else {
            return []
        }
        return [way(Preset.copy.rawValue, (kept.plan, kept.task))]
    }

    private func isPlayable(_ asked: MediaPlan) throws(FerryError) -> Bool {
        let container = ContainerChoice.current(probe)?.rawValue ?? probe.container
        return Playability.isGiven(asked.reasons, container: container)
    }

    private func untouched(_ asked: MediaPlan) -> AdvisedWay {
        let plan = MediaPlan(preset: .none, decision: .none, reasons: asked.reasons, predictedBytes: probe.bytes)
        return AdvisedWay(
            name: Preset.none.rawValue, plan: plan, encodeSeconds: 0, checkSeconds: 0, bytes: Double(probe.bytes))
    }

    private func way(_ name: String, _ decided: MediaPlanner.Decided) -> AdvisedWay {
        let bytes = decided.plan.predictedBytes ?? probe.bytes
        var known = decided
        known.plan.predictedBytes = bytes
        let seconds = forecast.seconds(known, of: probe)
        var plan = decided.plan
        plan.predictedSeconds = forecast.seconds(decided, of: probe)
        return AdvisedWay(
            name: name, plan: plan, task: decided.task, encodeSeconds: seconds?.encode ?? 0,
            checkSeconds: seconds?.check ?? 0, bytes: Double(bytes))
    }

    /// The picture's rate within the user's highest.
    private func within(_ plan: MediaPlan, _ task: MediaEncodeTask?) -> MediaPlanner.Decided {
        guard settings.mode == .on, !keepsRates, let most = settings.maxBitRate, let task,
            let encoding = task.video?.encoding, encoding.codec == .h264, most < encoding.maxRate
        else { return (plan, task) }
        return rated(plan, task, most)
    }

    /// The same encode with lower rates, none below the user's lowest.
    private func lowered(_ way: AdvisedWay) -> [AdvisedWay] {
        guard !keepsRates, let least = settings.minBitRate, let task = way.task,
            let encoding = task.video?.encoding, encoding.codec == .h264,
            let usual = SizePrediction.pictureRate(probe, task)
        else { return [] }
        let top = min(usual, Double(encoding.maxRate))
        let rates = Self.rateShares.map { Int($0 * top) }.filter { $0 > least } + [least]
        return rates.filter { Double($0) < 0.9 * top }.map { rate in
            self.way("\(way.name) \(rate)", rated(way.plan, task, rate))
        }
    }

    private func rated(_ plan: MediaPlan, _ task: MediaEncodeTask, _ rate: Int) -> MediaPlanner.Decided {
        var (plan, task) = (plan, task)
        task.video?.encoding?.maxRate = rate
        task.video?.encoding?.bufferSize = 2 * rate
        plan.predictedBytes = (try? SourceFacts(probe)).flatMap { SizePrediction.bytes($0, task) }
        return (plan, task)
    }
}
