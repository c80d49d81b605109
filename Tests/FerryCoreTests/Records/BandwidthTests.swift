import FerryCore
import FerryTesting
import Testing

@Suite struct BandwidthTests {
    private static func time(_ seconds: Double) -> Timestamp { RecordSamples.start.advanced(bySeconds: seconds) }

    /// Bytes on their way from one second to another, with the bytes of the best whole second.
    static let table: [(spans: [(bytes: Int64, from: Double, to: Double)], peak: Double)] = [
        ([], 0), ([(8, 0, 1)], 8), ([(8, 0, 2)], 4), ([(8, 0.5, 1.5)], 4), ([(8, 0.25, 0.5), (8, 0.5, 0.75)], 16),
        ([(8, 0.75, 1.75)], 6), ([(8, 0, 4), (8, 2, 4)], 6), ([(8, 0.5, 0.5)], 8), ([(8, 0.999_999, 0.999_999)], 8),
        ([(8, 1, 0)], 8), ([(0, 0, 1)], 0), ([(100_000, 0, 100_000)], 1),
    ]

    @Test("bytes are spread evenly over their time, and the best whole second counts", arguments: table.indices)
    func peak(index: Int) {
        var bandwidth = Bandwidth()
        for span in Self.table[index].spans {
            bandwidth.add(bytes: span.bytes, from: Self.time(span.from), to: Self.time(span.to))
        }
        #expect(abs(bandwidth.peak - Self.table[index].peak) < 1e-6)
    }

    @Test("the peak of a long run is the one of counting every second by hand", arguments: 0..<6 as Range<UInt64>)
    func againstCounting(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var bandwidth = Bandwidth()
        var seconds: [Int: Double] = [:]
        var now = 0
        for _ in 0..<3000 {
            // Whole milliseconds, so that counting by hand is exact enough.
            now += Int.random(in: 0...4000, using: &random)
            let duration = Int.random(in: 1...5000, using: &random)
            let bytes = Int64.random(in: 0...1_000_000, using: &random)
            bandwidth.add(
                bytes: bytes, from: Self.time(Double(now) / 1000), to: Self.time(Double(now + duration) / 1000))
            for second in now / 1000...(now + duration) / 1000 {
                let overlap = min(now + duration, (second + 1) * 1000) - max(now, second * 1000)
                seconds[second, default: 0] += Double(bytes) * Double(overlap) / Double(duration)
            }
        }
        let expected = seconds.values.max() ?? 0
        #expect(seconds.count > 4096, "old seconds were settled")
        #expect(abs(bandwidth.peak - expected) < expected * 1e-9)
    }
}
