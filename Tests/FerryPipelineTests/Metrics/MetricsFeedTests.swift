import FerryCore
import FerryPipeline
import MetricsTestKit
import Testing

@Suite struct MetricsFeedTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_000_000)

    private static func event(_ kind: FerryEvent.Kind) -> FerryEvent {
        FerryEvent(seq: 1, time: start, jobId: JobID(rawValue: "j-1"), kind: kind)
    }

    @Test("events reach a backend of swift-metrics under the names of the contract")
    func counters() throws {
        let backend = TestMetrics()
        let feed = MetricsFeed(factory: backend)
        feed.record(Self.event(.uploadRetry(.init(cause: .stall, status: nil, attempt: 1, delaySeconds: 1))))
        feed.record(Self.event(.uploadRetry(.init(cause: .stall, status: nil, attempt: 2, delaySeconds: 1))))
        feed.record(
            Self.event(.encodeProgress(.init(percent: nil, secondsDone: 3, secondsTotal: nil, etaSeconds: nil))))
        feed.record(Self.event(.jobFailed(.init(error: FerryError(.mediaNotMedia, "x")))))
        #expect(
            try backend.expectCounter("mediaferry_retries_total", [("cause", "stall")]).totalValue == 2)
        #expect(try backend.expectCounter("mediaferry_encode_media_seconds_total").totalValue == 3)
        #expect(
            try backend.expectCounter("mediaferry_jobs_total", [("outcome", "failed")]).totalValue == 1)
        #expect(try backend.expectCounter("mediaferry_resent_bytes_total").totalValue == 0)
    }

    @Test("gauges say how things stand when they are asked, and commits are counted once")
    func gauges() throws {
        let backend = TestMetrics()
        let feed = MetricsFeed(factory: backend)
        feed.watch { .init(slotsBusy: 1, slotsLimit: 2, storeCommits: 7) }
        feed.record(Self.event(.jobState(.init(from: nil, to: .accepted))))
        feed.refresh(at: Self.start.advanced(bySeconds: 3))
        feed.refresh(at: Self.start.advanced(bySeconds: 5))
        #expect(try backend.expectMeter("mediaferry_slots_busy").lastValue == 1)
        #expect(try backend.expectMeter("mediaferry_slots_limit").lastValue == 2)
        #expect(try backend.expectMeter("mediaferry_queue_depth").lastValue == 1)
        #expect(try backend.expectMeter("mediaferry_queue_oldest_seconds").lastValue == 5)
        #expect(try backend.expectCounter("mediaferry_store_commits_total").totalValue == 7)
    }
}
