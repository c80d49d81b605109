import Testing

@testable import FerryCore

@Suite struct UplinkEstimateTests {
    private func event(_ kind: FerryEvent.Kind, _ seconds: Double, _ job: String = "a") -> FerryEvent {
        FerryEvent(
            seq: 1, time: Timestamp(microseconds: Int64(seconds * 1_000_000)), jobId: JobID(rawValue: job), kind: kind)
    }

    private func chunk(_ index: Int, _ length: Int64) -> FerryEvent.ChunkStarted {
        FerryEvent.ChunkStarted(index: index, offset: 0, length: length, attempt: 1)
    }

    private func take(_ estimate: inout UplinkEstimate, _ index: Int, _ bytes: Int64, _ span: ClosedRange<Double>) {
        estimate.take(event(.chunkStarted(chunk(index, bytes)), span.lowerBound))
        estimate.take(event(.chunkAcknowledged(chunk(index, bytes)), span.upperBound))
    }

    @Test("bytes over the seconds in which chunks were under way")
    func one() {
        var estimate = UplinkEstimate()
        #expect(estimate.bytesPerSecond == nil)
        take(&estimate, 0, 1_000_000, 0...2)
        #expect(estimate.bytesPerSecond == 500_000 && estimate.isMeasured)
        // An hour in which nothing is sent is no speed.
        take(&estimate, 1, 1_000_000, 3600...3602)
        #expect(estimate.bytesPerSecond == 500_000)
    }

    @Test("chunks of several slots add up")
    func lanes() {
        var estimate = UplinkEstimate()
        for index in 0..<4 { estimate.take(event(.chunkStarted(chunk(index, 250_000)), 0)) }
        for index in 0..<4 { estimate.take(event(.chunkAcknowledged(chunk(index, 250_000)), 1 + Double(index) / 100)) }
        let rate = estimate.bytesPerSecond ?? 0
        #expect(rate > 200_000 && rate < 1_100_000)
        var other = UplinkEstimate()
        other.take(event(.chunkStarted(chunk(0, 500_000)), 0))
        other.take(event(.chunkStarted(chunk(0, 500_000)), 0, "b"))
        other.take(event(.chunkAcknowledged(chunk(0, 500_000)), 0.9, "b"))
        other.take(event(.chunkAcknowledged(chunk(0, 500_000)), 1))
        #expect(other.bytesPerSecond == 1_000_000)
    }

    @Test("a change is followed within the seconds it remembers, and what earlier runs measured counts half")
    func follows() {
        var estimate = UplinkEstimate(before: 1_000_000)
        #expect(estimate.bytesPerSecond == 1_000_000 && !estimate.isMeasured)
        take(&estimate, 0, 100_000, 0...1)
        #expect(estimate.bytesPerSecond == 550_000)
        for index in 1..<60 { take(&estimate, index, 100_000, Double(index)...Double(index) + 1) }
        #expect(abs((estimate.bytesPerSecond ?? 0) - 100_000) < 10_000)
    }

    @Test("few bytes say nothing, and a broken chunk leaves no time behind")
    func little() {
        var estimate = UplinkEstimate()
        take(&estimate, 0, 1000, 0...0.1)
        #expect(estimate.bytesPerSecond == nil)
        estimate.take(event(.chunkStarted(chunk(1, 900_000)), 1))
        estimate.take(event(.uploadRetry(.init(cause: .reset, status: nil, attempt: 1, delaySeconds: 60)), 5))
        take(&estimate, 1, 900_000, 65...66)
        #expect(estimate.bytesPerSecond == 900_000)
    }

    @Test("what was measured before must be a rate", arguments: [0, -1, .nan, .infinity] as [Double])
    func before(rate: Double) { #expect(UplinkEstimate(before: rate).bytesPerSecond == nil) }
}
