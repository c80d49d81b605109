import FerryCore
import Testing

@Suite struct AdviserTests {
    private static let job = JobID(rawValue: "one")

    private func ways() -> [AdvisedWay] {
        func way(_ name: String, _ decision: MediaPlan.Decision, _ encode: Double, _ bytes: Double) -> AdvisedWay {
            AdvisedWay(
                name: name, plan: MediaPlan(preset: .interview, decision: decision), encodeSeconds: encode,
                checkSeconds: 1, bytes: bytes)
        }
        return [way("interview", .encode, 30, 4e6), way("copy", .remux, 0.2, 20e6)]
    }

    private func event(_ kind: FerryEvent.Kind, _ job: JobID = job, at seconds: Double = 0) -> FerryEvent {
        FerryEvent(seq: 1, time: Timestamp(secondsSinceEpoch: seconds), jobId: job, kind: kind)
    }

    private func accepted(_ job: JobID = job) -> FerryEvent {
        let source = SourceRecord(
            name: "a.webm", kind: .file, path: nil, spoolKey: nil, identity: nil, mediaType: "video/webm",
            bytes: 20_000_000, sha256: "00")
        return event(.jobAccepted(.init(source: .init(source))), job)
    }

    private func adviser(_ mode: AdviserSettings.Mode = .on, rate: Double?) -> Adviser {
        var adviser = Adviser(settings: AdviserSettings(mode: mode), places: 4, rate: rate)
        _ = adviser.take(accepted())
        return adviser
    }

    private let start = Timestamp(secondsSinceEpoch: 0)

    @Test("a fast uplink keeps packets, a slow one encodes; each change says its numbers")
    func uplink() throws {
        var fast = adviser(rate: 10e6)
        guard case .go(let index, let decision?) = fast.advise(Self.job, ways: ways(), at: start) else {
            Issue.record("nothing was changed")
            return
        }
        #expect(index == 1 && decision.what == "preset" && decision.from == "interview" && decision.to == "copy")
        #expect(decision.applied && decision.reason.hasPrefix("uplink 10000000 B/s"))
        var slow = adviser(rate: 100_000)
        let advice = slow.advise(Self.job, ways: ways(), at: start)
        #expect(advice == .go(0, nil))
    }

    @Test("a suggestion is told and not applied, and nothing waits for it")
    func suggest() {
        var known = adviser(.suggest, rate: 10e6)
        guard case .go(1, let decision?) = known.advise(Self.job, ways: ways(), at: start) else {
            Issue.record("nothing was suggested")
            return
        }
        #expect(!decision.applied)
        var unknown = adviser(.suggest, rate: nil)
        let advice = unknown.advise(Self.job, ways: ways(), at: start)
        #expect(advice == .go(0, nil))
    }

    @Test("with nothing known one goes ahead, others wait for it, and ten seconds of its sending at most")
    func scout() {
        var adviser = adviser(rate: nil)
        let second = JobID(rawValue: "two")
        _ = adviser.take(accepted(second))
        guard case .go(1, .some) = adviser.advise(Self.job, ways: ways(), at: start) else {
            Issue.record("nobody went ahead")
            return
        }
        #expect(adviser.isScout(Self.job))
        let early = adviser.advise(second, ways: ways(), at: Timestamp(secondsSinceEpoch: 60))
        #expect(early == .wait)
        _ = adviser.take(event(.jobState(.init(from: .encoding, to: .queued)), at: 61))
        let later = adviser.advise(second, ways: ways(), at: Timestamp(secondsSinceEpoch: 62))
        #expect(later == .wait)
        let late = adviser.advise(second, ways: ways(), at: Timestamp(secondsSinceEpoch: 73))
        #expect(late == .go(0, nil))
    }

    @Test("a scout is called back once, where its packets would take far longer than an encode")
    func callBack() {
        var adviser = adviser(rate: nil)
        _ = adviser.advise(Self.job, ways: ways(), at: start)
        _ = adviser.take(event(.jobState(.init(from: .encoding, to: .queued)), at: 1))
        let chunk = FerryEvent.ChunkStarted(index: 0, offset: 0, length: 262_144, attempt: 1)
        _ = adviser.take(event(.chunkStarted(chunk), at: 1))
        _ = adviser.take(event(.chunkAcknowledged(chunk), at: 6))
        _ = adviser.take(
            event(
                .uploadProgress(
                    .init(
                        acknowledgedBytes: 262_144, sentBytes: 262_144, totalBytes: 20_000_000, percent: nil,
                        bytesPerSecond: nil, etaSeconds: nil)), at: 6))
        let decision = adviser.reconsider(Self.job, at: Timestamp(secondsSinceEpoch: 6))
        #expect(decision?.from == "copy" && decision?.to == "interview")
        let again = adviser.reconsider(Self.job, at: Timestamp(secondsSinceEpoch: 7))
        #expect(again == nil && !adviser.isScout(Self.job))
    }

    @Test("an encoder that crawls is given up")
    func crawling() {
        var adviser = adviser(rate: 400_000)
        let advice = adviser.advise(Self.job, ways: ways(), at: start)
        #expect(advice == .go(0, nil))
        func report(_ done: Double, at seconds: Double) {
            _ = adviser.take(
                event(
                    .encodeProgress(.init(percent: done / 0.6, secondsDone: done, secondsTotal: 60, etaSeconds: nil)),
                    at: seconds))
        }
        report(2, at: 1)
        let soon = adviser.reconsider(Self.job, at: Timestamp(secondsSinceEpoch: 1))
        report(4, at: 20)
        let later = adviser.reconsider(Self.job, at: Timestamp(secondsSinceEpoch: 20))
        #expect(soon == nil && later?.to == "copy")
    }

    @Test("waiting recordings share machine and uplink: both are kept busy")
    func forecast() {
        let encoded = RoadForecast.Load(workSeconds: 10, bytes: 10)
        let kept = RoadForecast.Load(workSeconds: 0, bytes: 100)
        func seconds(_ loads: [RoadForecast.Load]) -> Double {
            RoadForecast(underWay: [], waiting: loads, places: 4, uplink: 10).seconds()
        }
        #expect(abs(seconds([encoded]) - 11) < 0.01 && abs(seconds([kept]) - 10) < 0.01)
        #expect(abs(seconds([kept, kept, kept]) - 30) < 0.01)
        #expect(seconds([kept, encoded, encoded]) < 23 && seconds([]) == 0)
        #expect(abs(seconds([encoded, encoded]) - 22) < 0.01)
    }

    @Test("limits of rates are kept, and voice never takes a preset's place")
    func limits() throws {
        let probe = ProbeSamples.chromeWebM
        func names(_ settings: AdviserSettings) throws -> [String] {
            try AdvisedWays(probe: probe, preset: .interview, settings: settings, forecast: DeliveryForecast()).all()
                .map(\.name)
        }
        #expect(try names(AdviserSettings(mode: .on)) == ["interview", "copy"])
        #expect(try names(AdviserSettings(mode: .on, presets: [.voice])) == ["interview"])
        #expect(try names(AdviserSettings(mode: .on, presets: [.small, .copy, .none])).contains("none"))
        let rated = try names(AdviserSettings(mode: .on, presets: [], minBitRate: 350_000))
        #expect(rated == ["interview", "interview 420000", "interview 350000"])
        let most = try AdvisedWays(
            probe: probe, preset: .interview, settings: AdviserSettings(mode: .on, maxBitRate: 500_000),
            forecast: DeliveryForecast()
        ).all()
        #expect(most[0].task?.video?.encoding?.maxRate == 500_000)
    }

    @Test("failures change retries and chunks, and rare ones change them back")
    func failures() {
        var adviser = adviser(rate: 1_000_000)
        var told: [FerryEvent.Decision] = []
        for index in 0..<12 {
            let chunk = FerryEvent.ChunkStarted(index: index, offset: 0, length: 100_000, attempt: 1)
            told += adviser.take(event(.chunkAcknowledged(chunk), at: Double(index)))
            let retry = FerryEvent.UploadRetry(cause: .reset, status: nil, attempt: 1, delaySeconds: 1)
            told += adviser.take(event(.uploadRetry(retry), at: Double(index) + 0.5))
        }
        #expect(told.filter { $0.what == "retry" }.map(\.to) == ["persistent"])
        #expect(told.contains { $0.what == "chunkBytes" } && (adviser.transfer.chunkBytes ?? .max) <= 1 << 20)
        #expect(adviser.transfer.policy(RetryPolicy()).maxRetries == 12)
        #expect(adviser.transfer.policy(RetryPolicy(maxRetries: 0)).maxRetries == 0)
        for index in 12..<200 {
            let chunk = FerryEvent.ChunkStarted(index: index, offset: 0, length: 100_000, attempt: 1)
            told += adviser.take(event(.chunkAcknowledged(chunk), at: Double(index)))
        }
        #expect(
            told.last { $0.what == "retry" }?.to == "usual" && adviser.transfer.policy(RetryPolicy()).maxRetries == 6)
        #expect(adviser.transfer.chunkBytes == nil)
    }
}
