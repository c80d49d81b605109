import FerryTesting
import Testing

@testable import FerryLinkShaper

@Suite struct LinkCalendarTests {
    private let calendar = LinkCalendar(blackout: .init(seconds: 3, every: 20))

    @Test(
        "Dark are the last seconds of each period",
        arguments: [(0.0, 0.0), (16.9, 16.9), (17, 20), (19.9, 20), (20, 20), (36.5, 36.5), (38, 40)])
    func light(time: Double, light: Double) {
        #expect(calendar.light(at: time) == light)
    }

    @Test(
        "Work takes lit time only",
        arguments: [
            (10.0, 5.0, 15.0), (10, 7, 17), (10, 8, 21), (18, 1, 21), (0, 17, 17), (0, 18, 21), (0, 34, 37),
            (0, 35, 41),
            (0, 51.5, 60.5), (5, 0, 5), (18, 0, 20),
        ])
    func after(start: Double, seconds: Double, end: Double) {
        #expect(abs(calendar.after(seconds, from: start) - end) < 1e-9)
    }

    @Test("A span of work is the same whether it is done at once or in parts", arguments: [UInt64(1), 2, 3])
    func additivity(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let calendar = LinkCalendar(
                blackout: .init(
                    seconds: .random(in: 0.1...2, using: &random), every: .random(in: 2.1...9, using: &random)))
            let start = Double.random(in: 0...30, using: &random)
            let parts = (0..<5).map { _ in Double.random(in: 0.01...4, using: &random) }
            let stepwise = parts.reduce(start) { calendar.after($1, from: $0) }
            let whole = calendar.after(parts.reduce(0, +), from: start)
            #expect(abs(stepwise - whole) < 1e-6, "seed \(seed): \(stepwise) and \(whole)")
        }
    }
}
