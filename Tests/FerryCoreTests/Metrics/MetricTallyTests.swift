import FerryCore
import Testing

@Suite struct MetricTallyTests {
    private static let job = JobID(rawValue: "j-1")

    private static func event(_ kind: FerryEvent.Kind, at seconds: Double = 0, of id: JobID? = job) -> FerryEvent {
        FerryEvent(seq: 1, time: RecordSamples.start.advanced(bySeconds: seconds), jobId: id, kind: kind)
    }

    private static func progress(sent: Int64, acknowledged: Int64) -> FerryEvent {
        event(
            .uploadProgress(
                .init(
                    acknowledgedBytes: acknowledged, sentBytes: sent, totalBytes: 100, percent: nil,
                    bytesPerSecond: nil, etaSeconds: nil)))
    }

    private static func encoded(_ seconds: Double) -> FerryEvent {
        event(.encodeProgress(.init(percent: nil, secondsDone: seconds, secondsTotal: nil, etaSeconds: nil)))
    }

    private static func sums(_ events: [FerryEvent]) -> [FerryMetric: Double] {
        var tally = MetricTally()
        return events.flatMap { tally.changes(for: $0) }.reduce(into: [:]) { $0[$1.metric, default: 0] += $1.amount }
    }

    private static func acknowledged(_ index: Int, _ length: Int64) -> FerryEvent {
        event(.chunkAcknowledged(.init(index: index, offset: 0, length: length, attempt: 1)))
    }

    @Test("bytes are counted once, however often they are told, and not those of an earlier process")
    func bytes() {
        let sums = Self.sums([
            Self.progress(sent: 0, acknowledged: 40), Self.progress(sent: 10, acknowledged: 40),
            Self.acknowledged(4, 20), Self.progress(sent: 30, acknowledged: 60),
            Self.progress(sent: 30, acknowledged: 60),
        ])
        #expect(sums[.sentBytes] == 30)
        #expect(sums[.acknowledgedBytes] == 20)
    }

    @Test("what was rewound is acknowledged again, and counters never fall")
    func rewound() {
        let sums = Self.sums([
            Self.progress(sent: 0, acknowledged: 0), Self.acknowledged(0, 50),
            Self.progress(sent: 50, acknowledged: 50),
            Self.event(.uploadRewound(.init(fromBytes: 50, toBytes: 20, reason: "expired"))),
            Self.acknowledged(1, 30), Self.progress(sent: 80, acknowledged: 50),
            Self.progress(sent: 10, acknowledged: 50),
        ])
        #expect(sums[.sentBytes] == 80)
        #expect(sums[.acknowledgedBytes] == 80)
    }

    @Test("seconds of media, retries and ends are counted, a resumed encode from where it stood")
    func others() {
        let error = FerryError(.mediaNotMedia, "not media")
        let sums = Self.sums([
            Self.encoded(10), Self.encoded(25), Self.encoded(20),
            Self.event(.uploadRetry(.init(cause: .reset, status: nil, attempt: 1, delaySeconds: 1))),
            Self.event(.jobRefused(.init(error: error))),
        ])
        #expect(sums[.encodedMediaSeconds] == 25)
        #expect(sums[.retries] == 1)
        #expect(sums[.jobs] == 1)
        var tally = MetricTally()
        let ends = tally.changes(for: Self.event(.jobFailed(.init(error: error))))
        #expect(ends == [MetricChange(.jobs, 1, labelValue: "failed")])
        #expect(tally.changes(for: Self.event(.milestone(.init(percent: 10)), of: nil)).isEmpty)
    }

    @Test("a queue holds what was accepted until it is begun, and knows its oldest")
    func queue() {
        var queue = QueueTally()
        let other = JobID(rawValue: "j-2")
        #expect(queue.gauges(at: RecordSamples.start).map(\.amount) == [0, 0])
        queue.take(Self.event(.jobState(.init(from: nil, to: .accepted)), at: 0))
        queue.take(Self.event(.jobState(.init(from: nil, to: .accepted)), at: 4, of: other))
        #expect(queue.gauges(at: RecordSamples.start.advanced(bySeconds: 10)).map(\.amount) == [2, 10])
        queue.take(Self.event(.jobState(.init(from: .accepted, to: .inspecting)), at: 11))
        #expect(queue.gauges(at: RecordSamples.start.advanced(bySeconds: 11)).map(\.amount) == [1, 7])
        queue.take(Self.event(.jobCancelled(.init(error: FerryError(.cancelled, "x"))), of: other))
        #expect(queue.gauges(at: RecordSamples.start).map(\.amount) == [0, 0])
    }

    @Test("each metric's name says what it is, as Prometheus asks", arguments: FerryMetric.allCases)
    func names(metric: FerryMetric) {
        #expect(metric.rawValue.hasPrefix("mediaferry_"))
        #expect(metric.rawValue.hasSuffix("_total") == (metric.kind == .counter))
        #expect(metric.help.hasSuffix("."))
    }
}
