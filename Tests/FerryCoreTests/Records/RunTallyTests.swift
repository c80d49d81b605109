import FerryCore
import Testing

@Suite struct RunTallyTests {
    private static let job = JobID(rawValue: "j-1")
    private static let other = JobID(rawValue: "j-2")

    private static func time(_ seconds: Double) -> Timestamp { RecordSamples.start.advanced(bySeconds: seconds) }

    private static func event(_ seconds: Double, _ job: JobID?, _ kind: FerryEvent.Kind) -> FerryEvent {
        FerryEvent(seq: 1, time: time(seconds), jobId: job, kind: kind)
    }

    private static func started(_ seconds: Double, _ job: JobID = job) -> FerryEvent {
        event(seconds, job, .chunkStarted(.init(index: 0, offset: 0, length: 8, attempt: 1)))
    }

    private static func acknowledged(_ seconds: Double, _ bytes: Int64, _ job: JobID = job) -> FerryEvent {
        event(seconds, job, .chunkAcknowledged(.init(index: 0, offset: 0, length: bytes, attempt: 1)))
    }

    private static func started(part: Int, _ seconds: Double) -> FerryEvent {
        event(seconds, job, .chunkStarted(.init(index: part, offset: 0, length: 8, attempt: part + 1)))
    }

    private static func acknowledged(part: Int, _ seconds: Double) -> FerryEvent {
        event(seconds, job, .chunkAcknowledged(.init(index: part, offset: 0, length: 8, attempt: part + 1)))
    }

    private static func retried(_ seconds: Double, _ cause: RetryCause) -> FerryEvent {
        event(seconds, job, .uploadRetry(.init(cause: cause, status: nil, attempt: 1, delaySeconds: 1)))
    }

    private static func state(_ seconds: Double, _ to: JobState) -> FerryEvent {
        event(seconds, job, .jobState(.init(from: .uploading, to: to)))
    }

    private static func report(_ events: [FerryEvent]) -> RunReport {
        var tally = RunTally(startedAt: time(0))
        for event in events { tally.take(event) }
        return tally.report(finishedAt: time(100))
    }

    /// Events with the report's bytes, average and best second.
    static let rates: [(events: [FerryEvent], bytes: Int64, average: Double?, peak: Double?)] = [
        ([], 0, nil, nil),
        ([started(1), acknowledged(3, 8)], 8, 4, 4),
        ([started(1), acknowledged(1.5, 8)], 8, 16, 8),
        ([started(1), acknowledged(2, 8), started(5), acknowledged(6, 2)], 10, 5, 8),
        ([started(1), started(1, other), acknowledged(3, 8), acknowledged(5, 8, other)], 16, 4, 6),
        ([started(1), retried(3, .reset), started(4), acknowledged(6, 8)], 8, 2, 4),
        ([started(1), state(3, .paused), started(9), acknowledged(11, 8)], 8, 2, 4),
        ([started(1), event(3, job, .uploadRewound(.init(fromBytes: 8, toBytes: 0, reason: "expired")))], 0, 0, nil),
        ([acknowledged(3, 8)], 8, nil, nil),
        // Parts of one job at once: something is sent until the last of them is acknowledged or the job is stopped.
        (
            [
                started(part: 0, 1), started(part: 1, 1), acknowledged(part: 1, 2), started(part: 2, 2),
                acknowledged(part: 0, 5), acknowledged(part: 2, 5),
            ], 24, 6, 10
        ),
        ([started(part: 0, 1), started(part: 1, 1), acknowledged(part: 1, 2), state(5, .paused)], 8, 2, 8),
        (
            [
                started(part: 0, 1), started(part: 1, 1), retried(2, .reset), acknowledged(part: 1, 3),
                started(part: 0, 4), acknowledged(part: 0, 5),
            ],
            16, 4, 8
        ),
    ]

    @Test("a run that was stopped says how long it was sending, a delivered job's receipt says it itself")
    func stopped() {
        #expect(Self.report([Self.started(1), Self.state(4, .paused)]).sendSeconds == 3)
        #expect(
            Self.report([Self.started(1), Self.retried(2, .reset), Self.started(3), Self.state(4, .paused)]).sendSeconds
                == 3)
        let delivered = Self.event(4, Self.job, .jobDelivered(.init(receipt: RecordSamples.receipt())))
        #expect(Self.report([Self.started(1), Self.acknowledged(3, 8), delivered]).sendSeconds == 0)
    }

    @Test("rates come from acknowledged bytes and the seconds in which something was sent", arguments: rates.indices)
    func bandwidth(index: Int) {
        let row = Self.rates[index]
        let report = Self.report(row.events)
        #expect(report.totalDataUploaded == row.bytes && report.averageBandwidth == row.average)
        #expect(report.peakBandwidth == row.peak)
        let isFirstKnown = row.events.contains { if case .chunkStarted = $0.kind { true } else { false } }
        #expect(report.timeToFirstUpload == (isFirstKnown ? 1 : nil))
    }

    @Test("retries are counted by cause")
    func retries() {
        let report = Self.report([Self.retried(1, .reset), Self.retried(2, .stall), Self.retried(3, .reset)])
        #expect(report.retries == [.reset: 2, .stall: 1])
    }

    private static let error = FerryError(.cancelled, "stopped")

    @Test("each file counts in one field beside the total, whatever became of it")
    func partition() {
        var tally = RunTally(startedAt: Self.time(0))
        let loss = LossReceipt(seconds: 1, reasons: [], unreadBytes: 0)
        tally.delivered(RecordSamples.receipt(), source: "a", receiptPath: nil)
        tally.delivered(RecordSamples.receipt(loss: loss), source: "b", receiptPath: nil)
        tally.delivered(RecordSamples.receipt(reused: true), source: "c", receiptPath: nil)
        tally.delivered(RecordSamples.receipt(reused: true, loss: loss), source: "d", receiptPath: nil)
        for state in JobState.allCases { tally.ended(Self.job, state: state, source: "e", error: Self.error) }
        let files = tally.fileCounts
        let ends = JobState.allCases.count
        #expect(files.total == 4 + ends && files.delivered == 1 && files.deliveredWithLoss == 1 && files.reused == 2)
        #expect(files.refused == 1 && files.cancelled == 2 && files.failed == ends - 3)
        let sum =
            files.delivered + files.deliveredWithLoss + files.refused + files.failed + files.cancelled + files.reused
        #expect(sum == files.total)
        let outcomes = tally.report(finishedAt: Self.time(1)).jobs.map(\.outcome)
        #expect(outcomes.prefix(4) == ["delivered", "deliveredWithLoss", "delivered", "deliveredWithLoss"])
        #expect(Set(outcomes.dropFirst(4)) == ["refused", "cancelled", "failed"])
    }

    @Test("bytes and times of a reused object are those of an earlier run and do not count")
    func reused() {
        var tally = RunTally(startedAt: Self.time(0))
        let transfer = RecordSamples.transfer(acknowledged: 4, resent: 4, stalled: 2)
        tally.delivered(
            RecordSamples.receipt(reused: true, transfer: transfer, sendSeconds: 3), source: "a", receiptPath: nil)
        let report = tally.report(finishedAt: Self.time(1))
        #expect(report.bytes.sent == 0 && report.bytes.acknowledged == 0 && report.bytes.resent == 0)
        #expect(report.stalledSeconds == 0 && report.sendSeconds == 0 && report.bytes.source == 9)
        #expect(report.score.delivered == 1)
    }

    /// One delivered file: what it cost, and the parts of the score.
    static let scores:
        [(
            source: Int64, rendition: Int64, resent: Int64, stalled: Double, send: Double, isEncoded: Bool,
            waste: Double,
            time: Double, compression: Double
        )] = [
            (100, 50, 0, 0, 10, true, 1, 1, 1), (100, 75, 0, 0, 10, true, 1, 1, 0.5),
            (100, 120, 0, 0, 10, true, 1, 1, 0),
            (100, 100, 0, 0, 10, false, 1, 1, 1), (100, 10, 10, 0, 10, true, 0.5, 1, 1),
            (100, 50, 0, 4, 10, true, 1, 0.6, 1),
            (100, 50, 0, 40, 10, true, 1, 0, 1), (100, 50, 0, 0, 0, true, 1, 1, 1),
        ]

    @Test("the parts of the score follow from the receipts", arguments: scores.indices)
    func score(index: Int) {
        let row = Self.scores[index]
        var tally = RunTally(startedAt: Self.time(0))
        let plan = MediaPlan(preset: .interview, decision: row.isEncoded ? .encode : .remux)
        tally.take(Self.event(0, Self.job, .jobPlanned(.init(plan: plan))))
        let transfer = RecordSamples.transfer(acknowledged: row.rendition, resent: row.resent, stalled: row.stalled)
        tally.delivered(
            RecordSamples.receipt(
                sourceBytes: row.source, bytes: row.rendition, transfer: transfer, sendSeconds: row.send),
            source: "a", receiptPath: nil)
        let score = tally.report(finishedAt: Self.time(1)).score
        let expected = [1, row.waste, row.time, row.compression]
        for (part, value) in zip([score.delivered, score.waste, score.time, score.compression], expected) {
            #expect(abs(part - value) < 1e-9)
        }
    }

    @Test("a run in which one of two files failed has half a score for delivery")
    func half() {
        var tally = RunTally(startedAt: Self.time(0))
        tally.delivered(RecordSamples.receipt(), source: "a", receiptPath: nil)
        tally.ended(Self.other, state: .failed, source: "b", error: Self.error)
        let report = tally.report(finishedAt: Self.time(1))
        #expect(report.score.delivered == 0.5 && report.overallEfficiencyScore == report.score.total)
        #expect(report.bytes == RunTallyTests.bytes(source: 9, rendition: 4, sent: 4, acknowledged: 4))
    }

    private static func bytes(source: Int64, rendition: Int64, sent: Int64, acknowledged: Int64) -> RunReport.Bytes {
        var bytes = RunReport.Bytes()
        bytes.source = source
        bytes.rendition = rendition
        bytes.sent = sent
        bytes.acknowledged = acknowledged
        return bytes
    }
}
