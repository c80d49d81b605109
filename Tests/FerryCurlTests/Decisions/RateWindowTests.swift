import Testing

@testable import FerryCurl

@Suite struct RateWindowTests {
    @Test("nothing is too slow before one span has passed")
    func firstSpan() {
        let window = RateWindow(span: 2, rate: 100, begin: 10)
        #expect(!window.isTooSlow(at: 10))
        #expect(!window.isTooSlow(at: 11.99))
        #expect(window.isTooSlow(at: 12))
    }

    @Test("a steady flow at the rate is never too slow, a little below it always is", arguments: [0.05, 0.2, 3, 30])
    func steady(span: Double) {
        var enough = RateWindow(span: span, rate: 10_000, begin: 0)
        var less = RateWindow(span: span, rate: 10_000, begin: 0)
        let step = span / 100
        for tick in 1...500 {
            let now = Double(tick) * step
            enough.add(Int64((10_000 * step).rounded(.up)) + 1, at: now)
            less.add(Int64(10_000 * step * 0.8), at: now)
            #expect(!enough.isTooSlow(at: now))
            #expect(less.isTooSlow(at: now) == (now >= span))
        }
    }

    @Test("a trickle is caught although bytes keep coming")
    func trickle() {
        var window = RateWindow(span: 1, rate: 1000, begin: 0)
        window.add(5000, at: 0.1)
        for tick in 2...10 { window.add(1, at: Double(tick) / 10) }
        #expect(!window.isTooSlow(at: 1))
        for tick in 11...20 { window.add(1, at: Double(tick) / 10) }
        #expect(window.isTooSlow(at: 2))
    }

    @Test("the verdict comes at most one part of the window late, never early")
    func lateness() {
        var window = RateWindow(span: 1.6, rate: 1, begin: 0)
        window.add(1000, at: 5)
        #expect(!window.isTooSlow(at: 6.59))
        #expect(window.isTooSlow(at: 6.6 + window.resolution * 1.01))
    }

    @Test("a span of nothing, or of no number, is a millisecond", arguments: [0, -1, Double.nan])
    func degenerate(span: Double) {
        var window = RateWindow(span: span, rate: 1000, begin: 0)
        window.add(5, at: 0.5)
        #expect(window.resolution == 0.001 / 16)
        #expect(window.isTooSlow(at: 1))
    }
}
