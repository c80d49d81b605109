/// Advises how each recording should go, from what was measured: the uplink, how fast this machine encodes, and how
/// often requests fail. Events and ways in, advice out; no clock, no chance, no network.
///
/// For each way that a recording may go it forecasts when the last byte of the whole queue would be acknowledged
/// (``RoadForecast``), and takes the soonest. The rest of the queue is thought to go by the best of a few mixtures, from
/// nothing to everything encoded. So machine and uplink are kept busy at once, and what is advised is expected to be no
/// worse than always or never encoding.
///
/// As long as nothing is known of the uplink, one recording goes ahead with its packets as they are and the others wait
/// for what it shows. It is called back where an encode turns out to be better.
public struct Adviser: Sendable {
    /// What one recording should do.
    public enum Advice: Sendable, Equatable {
        /// Go this way, by its place among the ways; with what is to be told of it.
        case go(Int, FerryEvent.Decision?)
        /// Wait for what the scout shows, and ask again.
        case wait
    }

    /// The share of a recording's own time below which one way is not better than another.
    static let indifference = 0.03
    /// The share of its own time that must be won before what was begun is given up.
    static let changeGain = 0.05
    /// How much longer than expected an encode that is not begun yet is thought to take where the uplink could be
    /// without work meanwhile: pictures differ, and so do the seconds to come of any link.
    static let caution = 1.25
    /// Seconds that others wait for the scout once its bytes are under way.
    static let maxScoutSeconds = 10.0
    /// Seconds of sending that the uplink's average remembers.
    static let uplinkMemory = 30.0
    /// Shares of the rest of the queue that are thought to be encoded.
    static let restShares = [0.25, 0.5, 0.75, 1]

    let settings: AdviserSettings
    let knownUplink: Double?
    /// Recordings on the road at most.
    public var places: Int
    var roster = AdviserRoster()
    var estimate: UplinkEstimate
    var failures = FailureWindow()
    /// What follows from failures for chunks and retries.
    public internal(set) var transfer = TransferAdvice()
    private var scoutSince: Timestamp?
    private var latest: String?
    private var considered: Timestamp?

    /// Creates an adviser.
    ///
    /// - Parameters:
    ///   - places: Recordings on the road at most.
    ///   - rate: Bytes a second of the uplink where the user says so.
    ///   - before: Bytes a second that an earlier run measured.
    public init(settings: AdviserSettings, places: Int, rate: Double? = nil, before: Double? = nil) {
        self.settings = settings
        self.places = places
        knownUplink = rate
        estimate = UplinkEstimate(before: before, memorySeconds: Self.uplinkMemory)
    }

    /// Bytes a second; `nil` while unknown.
    public var uplink: Double? { knownUplink ?? estimate.bytesPerSecond }

    /// Advises one recording whose plan does not stand yet. The first way is the one that was asked for.
    ///
    /// - Precondition: There is one way at least.
    public mutating func advise(_ job: JobID, ways: [AdvisedWay], at time: Timestamp) -> Advice {
        guard ways.count > 1 else { return begin(job, ways, 0, at: time, nil) }
        guard let uplink else { return scout(job, ways, at: time) }
        let seconds = ways.map { soonest(job, $0.load(caution: Self.caution), ways, uplink) }
        let best = seconds.min() ?? 0
        let limit = best + Self.indifference * (ways[0].workSeconds + ways[0].bytes / uplink)
        let near = ways.indices.filter { seconds[$0] <= limit }
        let chosen = near.first { ways[$0].name == latest } ?? near.first ?? 0
        latest = ways[chosen].name
        guard chosen != 0 else { return begin(job, ways, 0, at: time, nil) }
        let numbers = AdviserReason(uplink: uplink, way: ways[0], seconds: seconds[chosen], otherwise: seconds[0])
        return begin(
            job, ways, chosen, at: time, decision("preset", from: ways[0].name, to: ways[chosen].name, numbers.text))
    }

    private mutating func begin(
        _ job: JobID, _ ways: [AdvisedWay], _ chosen: Int, at time: Timestamp, _ decision: FerryEvent.Decision?,
        isScout: Bool = false
    ) -> Advice {
        let way = ways[settings.mode == .on ? chosen : 0]
        roster.begin(job, encode: way.encodeSeconds, check: way.checkSeconds, bytes: way.bytes, at: time)
        roster[job]?.chosen = way
        roster[job]?.isScout = isScout
        roster[job]?.other = way.isEncode ? ways.first { !$0.isEncode } : isScout ? ways[0] : nil
        return .go(chosen, decision)
    }

    private mutating func scout(_ job: JobID, _ ways: [AdvisedWay], at time: Timestamp) -> Advice {
        let quick = ways.indices.filter { !ways[$0].isEncode }.min { ways[$0].workSeconds < ways[$1].workSeconds }
        guard settings.mode == .on, let quick else { return begin(job, ways, 0, at: time, nil) }
        guard let ahead = roster.scout else {
            scoutSince = nil
            let reason = "nothing is known of the uplink yet: one recording goes ahead and shows it"
            return begin(
                job, ways, quick, at: time, decision("preset", from: ways[0].name, to: ways[quick].name, reason),
                isScout: true)
        }
        guard case .sent = ahead.standing else { return .wait }
        let since = scoutSince ?? time
        scoutSince = since
        return time.seconds(since: since) < Self.maxScoutSeconds ? .wait : begin(job, ways, 0, at: time, nil)
    }

    /// Whether a recording went ahead to measure the uplink, and may be called back.
    public func isScout(_ job: JobID) -> Bool { roster[job]?.isScout == true && roster[job]?.other != nil }

    /// What should become of a recording that was begun; `nil` where it goes on. Asked now and then: at most once a
    /// quarter of a second there is an answer.
    public mutating func reconsider(_ job: JobID, at time: Timestamp) -> FerryEvent.Decision? {
        guard settings.mode == .on, let uplink, let entry = roster[job], let chosen = entry.chosen,
            let other = entry.other, let left = entry.standing.load
        else { return nil }
        if let considered, time.seconds(since: considered) < 0.25 { return nil }
        considered = time
        if entry.isScout, case .made = entry.standing { return nil }
        let ways = chosen.isEncode ? [chosen, other] : [other, chosen]
        let (goingOn, changed) = (soonest(job, left, ways, uplink), soonest(job, other.load, ways, uplink))
        let own = left.workSeconds + left.bytes / uplink
        guard changed < goingOn - Self.changeGain * own else { return nil }
        roster[job]?.other = nil
        let numbers = AdviserReason(uplink: uplink, way: ways[0], seconds: changed, otherwise: goingOn)
        return decision("preset", from: chosen.name, to: other.name, numbers.text)
    }

    /// Seconds until the queue is done where one recording has that before it, with the best of the mixtures behind it.
    private func soonest(
        _ job: JobID, _ load: RoadForecast.Load, _ ways: [AdvisedWay], _ uplink: Double
    ) -> Double {
        let underWay = roster.underWay(but: job) + [load]
        let waiting = roster.waiting(but: job)
        let source = roster[job]?.sourceBytes ?? ways[0].bytes
        func seconds(_ rest: (Int) -> AdvisedWay) -> Double {
            RoadForecast(
                underWay: underWay,
                waiting: waiting.enumerated().map { rest($0.offset).load(scaled: $0.element / source) },
                places: places, uplink: uplink
            ).seconds()
        }
        let plain = ways.last { !$0.isEncode } ?? ways[0]
        guard !waiting.isEmpty else { return seconds { _ in plain } }
        let mixed = ways.filter(\.isEncode).flatMap { way in
            Self.restShares.map { share in
                seconds { Int(Double($0 + 1) * share) > Int(Double($0) * share) ? way : plain }
            }
        }
        return ([seconds { _ in plain }] + mixed).min() ?? 0
    }

    func decision(_ what: String, from: String?, to: String, _ reason: String) -> FerryEvent.Decision {
        .init(what: what, from: from, to: to, reason: reason, applied: settings.mode == .on)
    }
}

extension AdvisedWay {
    var load: RoadForecast.Load { .init(workSeconds: max(0, workSeconds), bytes: bytes) }

    /// The same with a margin on what is not known beforehand.
    func load(caution: Double) -> RoadForecast.Load {
        .init(workSeconds: max(0, (isEncode ? caution : 1) * encodeSeconds + checkSeconds), bytes: bytes)
    }

    func load(scaled share: Double) -> RoadForecast.Load {
        .init(workSeconds: workSeconds * share, bytes: bytes * share)
    }
}
