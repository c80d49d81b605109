import FerryTesting

@testable import FerryCore

extension RoadSimulation {
    /// Goes on to whatever happens next.
    ///
    /// - Returns: `false` when all is done.
    mutating func step() throws -> Bool {
        try beginWhatCan()
        var (working, sending, span, isOpen) = (0.0, 0.0, segmentEnd - time, false)
        for job in jobs {
            switch job.phase {
            case .inspecting, .checking, .making: working += 1
            case .sending: sending += 1
            default: break
            }
            if case .done = job.phase { continue }
            isOpen = true
        }
        guard isOpen else { return false }
        let flow = rate / max(1, sending)
        for job in jobs { span = min(span, seconds(job, share: max(1, working), flow: flow)) }
        span = max(0, min(span, nextBreak - time))
        time += span
        for index in jobs.indices { advance(index, work: span / max(1, working), bytes: span * flow) }
        if time >= nextBreak { breakOne() }
        if time >= segmentEnd { nextSegment() }
        for index in jobs.indices { try finish(index) }
        return true
    }

    /// Seconds until something happens to a job.
    private func seconds(_ job: Job, share: Double, flow: Double) -> Double {
        switch job.phase {
        case .inspecting(let left), .checking(let left): left * share
        case .making(let left): min(left, max(0.25, job.work / 60)) * share
        case .asking: 0.1
        case .pausing(let until), .answered(let until): max(0, until - time)
        case .sending(let left): flow > 0 ? left / flow : .infinity
        case .waiting, .ready, .done: .infinity
        }
    }

    private mutating func advance(_ index: Int, work: Double, bytes: Double) {
        switch jobs[index].phase {
        case .inspecting(let left): jobs[index].phase = .inspecting(left - work)
        case .checking(let left): jobs[index].phase = .checking(left - work)
        case .making(let left): jobs[index].phase = .making(left: left - work)
        case .sending(let left): jobs[index].phase = .sending(left: left - bytes)
        default: break
        }
    }

    private mutating func nextSegment() {
        segment += 1
        let next = setting.trace.segments[segment % setting.trace.segments.count]
        segmentEnd = time + next.seconds
        nextBreak =
            next.breaks > 0 ? time - (1 - Double.random(in: 0..<1, using: &random)).logarithm / next.breaks : .infinity
    }

    private mutating func beginWhatCan() throws {
        var onRoad = jobs.count {
            if case .waiting = $0.phase { false } else if case .done = $0.phase { false } else { true }
        }
        var busy = jobs.count {
            switch $0.phase {
            case .sending, .answered: true
            default: false
            }
        }
        for index in jobs.indices {
            switch jobs[index].phase {
            case .waiting where onRoad < Self.places:
                onRoad += 1
                jobs[index].phase = .inspecting(Self.inspectSeconds * setting.machine)
                tell(jobs[index].id, .jobState(.init(from: .accepted, to: .inspecting)))
            case .asking: try choose(index)
            default: break
            }
        }
        // Who waits longest for a slot is next, as at the gate.
        while busy < Self.slots, let index = longestReady {
            busy += 1
            startChunk(index)
        }
    }

    private var longestReady: Int? {
        jobs.indices.filter { if case .ready = jobs[$0].phase { true } else { false } }
            .min { (jobs[$0].readySince, $0) < (jobs[$1].readySince, $1) }
    }

    /// What is done once it is over.
    private mutating func finish(_ index: Int) throws {
        let job = jobs[index]
        switch job.phase {
        case .inspecting(let left) where left <= 1e-9:
            jobs[index].phase = .asking
            try choose(index)
        case .making(let left):
            if left <= 1e-9 { made(index) } else { report(index, left: left) }
        case .checking(let left) where left <= 1e-9: queue(index)
        case .pausing(let until) where until <= time + 1e-9: ready(index)
        case .sending(let left) where left <= 1e-3: jobs[index].phase = .answered(at: time + Self.roundTrip)
        case .answered(let at) where at <= time + 1e-9: acknowledged(index)
        default: break
        }
    }

    // MARK: Making

    private mutating func choose(_ index: Int) throws {
        var settings = AdviserSettings(mode: .on)
        if case .adviser(let own) = strategy { settings = own }
        let ways = try AdvisedWays(
            probe: probe, preset: setting.preset, settings: settings, forecast: forecast
        ).all()
        switch strategy {
        case .always: begin(index, ways[0])
        case .never: begin(index, ways.first { $0.name == "copy" } ?? ways[0])
        case .adviser:
            let (id, now) = (jobs[index].id, now)
            switch adviser?.advise(id, ways: ways, at: now) {
            case .go(let way, let decision):
                if let decision { changes.append(decision) }
                jobs[index].ways = ways
                begin(index, ways[way])
            case .wait, nil: break
            }
        }
    }

    private mutating func begin(_ index: Int, _ way: AdvisedWay) {
        tell(jobs[index].id, .jobPlanned(.init(plan: way.plan)))
        tell(jobs[index].id, .jobState(.init(from: .inspecting, to: .encoding)))
        jobs[index].way = way
        jobs[index].work = expected(way) * setting.machine * (way.isEncode ? jobs[index].encodeNoise : 1)
        jobs[index].bytes = way.isEncode ? way.bytes * jobs[index].sizeNoise : way.bytes
        jobs[index].phase = .making(left: jobs[index].work)
    }

    /// Seconds of making, before anything was learned.
    private func expected(_ way: AdvisedWay) -> Double {
        guard let task = way.task else { return 0 }
        return DeliveryForecast().making(task, of: probe, bytes: Int64(way.bytes)).seconds
    }

    private func checking(_ way: AdvisedWay) -> Double {
        guard let task = way.task else { return 0 }
        return DeliveryForecast().checking(task, of: probe, bytes: Int64(way.bytes)).seconds * setting.machine
    }

    private mutating func report(_ index: Int, left: Double) {
        let job = jobs[index]
        guard job.way?.isEncode == true, job.work > 0 else { return }
        let done = (1 - left / job.work) * setting.mediaSeconds
        tell(
            job.id,
            .encodeProgress(
                .init(
                    percent: 100 * (1 - left / job.work), secondsDone: done, secondsTotal: setting.mediaSeconds,
                    etaSeconds: nil)))
        let now = now
        guard let decision = adviser?.reconsider(job.id, at: now) else { return }
        changes.append(decision)
        learn(index, share: 1 - left / job.work)
        begin(index, job.ways.first { $0.name == "copy" } ?? job.ways[0])
    }

    private mutating func made(_ index: Int) {
        learn(index, share: 1)
        jobs[index].phase = .checking(jobs[index].way.map(checking) ?? 0)
    }

    private mutating func learn(_ index: Int, share: Double) {
        let job = jobs[index]
        guard let task = job.way?.task else { return }
        forecast.learn(
            encoded: task, of: probe, bytes: Int64(job.bytes), seconds: job.work * share, share: share)
    }

    // MARK: Sending

    private mutating func queue(_ index: Int) {
        tell(jobs[index].id, .jobState(.init(from: .encoding, to: .queued)))
        jobs[index].phase = .pausing(until: time + 2 * Self.roundTrip)
        jobs[index].acknowledged = 0
        jobs[index].index = 0
    }

    private mutating func ready(_ index: Int) {
        jobs[index].phase = .ready
        jobs[index].readySince = time
    }

    private mutating func startChunk(_ index: Int) {
        let job = jobs[index]
        let whole = job.bytes - job.acknowledged
        jobs[index].chunk = min(Double(sizer.chunkBytes), whole)
        jobs[index].chunkStarted = time
        jobs[index].phase = .sending(left: jobs[index].chunk)
        if job.index == 0 { tell(job.id, .jobState(.init(from: .queued, to: .uploading))) }
        tell(job.id, .chunkStarted(chunk(index)))
    }

    private func chunk(_ index: Int) -> FerryEvent.ChunkStarted {
        let job = jobs[index]
        return .init(index: job.index, offset: Int64(job.acknowledged), length: Int64(job.chunk), attempt: 1)
    }

    private mutating func acknowledged(_ index: Int) {
        tell(jobs[index].id, .chunkAcknowledged(chunk(index)))
        _ = sizer.succeeded(bytes: Int64(jobs[index].chunk), seconds: time - jobs[index].chunkStarted)
        jobs[index].acknowledged += jobs[index].chunk
        jobs[index].failures = 0
        jobs[index].index += 1
        moved(index)
    }

    private mutating func moved(_ index: Int) {
        let job = jobs[index]
        tell(
            job.id,
            .uploadProgress(
                .init(
                    acknowledgedBytes: Int64(job.acknowledged), sentBytes: 0, totalBytes: Int64(job.bytes),
                    percent: nil,
                    bytesPerSecond: nil, etaSeconds: nil)))
        guard job.acknowledged < job.bytes - 0.5 else {
            jobs[index].phase = .done
            let error = FerryError(.cancelled, "over")
            return tell(job.id, .jobCancelled(.init(error: error)))
        }
        ready(index)
        let now = now
        if let decision = adviser?.reconsider(job.id, at: now) {
            changes.append(decision)
            tell(job.id, .jobState(.init(from: .uploading, to: .accepted)))
            jobs[index].phase = .inspecting(Self.inspectSeconds * setting.machine)
        }
    }

    /// A request on its way breaks; what arrived of it stays.
    private mutating func breakOne() {
        let breaks = setting.trace.segments[segment % setting.trace.segments.count].breaks
        nextBreak = time - (1 - Double.random(in: 0..<1, using: &random)).logarithm / max(1e-9, breaks)
        let open = jobs.indices.filter { if case .sending = jobs[$0].phase { true } else { false } }
        guard let index = open.randomElement(using: &random), case .sending(let left) = jobs[index].phase else {
            return
        }
        jobs[index].failures += 1
        jobs[index].acknowledged += max(0, jobs[index].chunk - left)
        _ = sizer.failed(.reset)
        let policy = adviser.map { $0.transfer.policy(RetryPolicy()) } ?? RetryPolicy()
        let wait = policy.delay(
            failures: jobs[index].failures, jitter: Double.random(in: 0...1, using: &random), serverDelay: nil)
        tell(
            jobs[index].id,
            .uploadRetry(.init(cause: .reset, status: nil, attempt: jobs[index].failures, delaySeconds: wait)))
        jobs[index].phase = .pausing(until: time + wait + Self.roundTrip)
    }
}

extension Double {
    /// The natural logarithm of a number above 0, without a library: the sum of the series around 1, by halving.
    fileprivate var logarithm: Double {
        var (value, halvings) = (max(self, 1e-12), 0.0)
        while value < 0.7 { (value, halvings) = (value * 2, halvings + 1) }
        let base = (value - 1) / (value + 1)
        var (term, sum) = (base, 0.0)
        for odd in stride(from: 1.0, to: 40, by: 2) {
            sum += term / odd
            term *= base * base
        }
        return 2 * sum - halvings * 0.693147180559945
    }
}
