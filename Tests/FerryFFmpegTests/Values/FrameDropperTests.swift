import Testing

@testable import FerryFFmpeg

@Suite struct FrameDropperTests {
    /// Times of the kept frames.
    private func kept(_ times: [Int64], stated: Double = 0) -> [Int64] {
        var dropper = FrameDropper(maxRate: 30, ticksPerSecond: 90_000, statedRate: stated)
        return times.compactMap { time in
            if case .keep(let shown) = dropper.decide(at: time) { shown } else { nil }
        }
    }

    @Test(
        "a steady rate is thinned evenly and never passed by more than a frame or two",
        arguments: [
            (60, 90), (50, 90), (120, 90), (31, 90),
        ])
    func thins(rate: Int64, expected: Int) {
        let kept = kept((0..<rate * 3).map { $0 * 90_000 / rate }, stated: Double(rate))
        #expect((expected...expected + 3).contains(kept.count))
        #expect(zip(kept, kept.dropFirst()).allSatisfy { $1 - $0 < 90_000 / 12 })
    }

    @Test("30 frames a second that tremble are all kept", arguments: [UInt64(1), 2, 3, 4, 5])
    func keepsTrembling(seed: UInt64) {
        var state = seed
        let times = (0..<3000).map { index -> Int64 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return Int64(index) * 3000 + Int64(state >> 33 % 1000)
        }
        #expect(kept(times).count == 3000)
    }

    @Test("a burst after a pause is kept")
    func keepsBursts() {
        let times: [Int64] = [0, 180, 360, 2970, 90_000, 90_180, 90_360, 90_540]
        #expect(kept(times).count == times.count)
    }

    @Test("times of kept frames always rise, by a millisecond at least")
    func rises() {
        let kept = kept([-500, 0, 0, 10, 5, 90_000])
        #expect(kept.first == 0)
        #expect(zip(kept, kept.dropFirst()).allSatisfy { $1 - $0 >= 90 })
    }

    @Test("without a highest rate nothing is dropped")
    func keepsAll() {
        var dropper = FrameDropper(maxRate: 0, ticksPerSecond: 90_000)
        for index in Int64(0)..<1000 { #expect(dropper.decide(at: index * 90) == .keep(at: index * 90)) }
    }
}
