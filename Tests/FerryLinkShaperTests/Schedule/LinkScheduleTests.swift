import FerryTesting
import Testing

@testable import FerryLinkShaper

@Suite struct LinkScheduleTests {
    @Test("What comes out in any window is the rate's, over all connections", arguments: [UInt64(1), 2, 3, 4])
    func rate(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let rate = Double.random(in: 0.2e6...400e6, using: &random)
        let flows = Int.random(in: 1...6, using: &random)
        let run = Greedy(
            LinkShape(bitsPerSecond: rate, delay: 0.03), flows: flows, seconds: 4, lateness: 0.004, &random)
        for begin in [0.5, 1, 2] {
            let bytes = run.bytesDeparted(from: begin, to: begin + 1)
            #expect(
                abs(Double(bytes) * 8 - rate) < 0.02 * rate + 16 * 1448, "seed \(seed), rate \(rate), \(flows) flows")
        }
        #expect(run.largestShare < 1.25 / Double(flows) + 0.02, "seed \(seed): fair to all")
    }

    @Test("Who is late costs no rate: blocks that waited catch up, those that came late do not")
    func lateness() {
        for (waited, expected) in [(true, 0.5), (false, 0.71)] {
            var schedule = LinkSchedule(LinkShape(bitsPerSecond: 8e6), seed: 1)
            var (next, departure) = (schedule.open(1, at: 0), 0.0)
            for index in 0..<100 {
                // A pause of 0.25 s in the middle, which is nobody's fault but the caller's.
                let now = max(next, index < 50 ? 0 : 0.46)
                let passage = schedule.enter(5000, of: 1, at: now, ready: waited ? next : nil)
                (next, departure) = (passage.next, passage.departure)
            }
            #expect(abs(departure - expected) < 0.03, "\(waited): \(departure)")
        }
    }

    @Test("A block comes out a delay after the wire has carried it, in order", arguments: [UInt64(5), 6, 7])
    func delay(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let delay = Double.random(in: 0...0.5, using: &random)
        var schedule = LinkSchedule(LinkShape(bitsPerSecond: 8e6, delay: delay), seed: seed)
        var (now, last) = (schedule.open(1, at: 0), 0.0)
        #expect(now == 2 * delay)
        for _ in 0..<500 {
            now += Double.random(in: 0...0.01, using: &random)
            let count = Int.random(in: 1...9000, using: &random)
            let passage = schedule.enter(count, of: 1, at: now)
            #expect(passage.departure >= now && passage.delivery >= last)
            #expect(abs(passage.delivery - passage.departure - delay) < 1e-9)
            last = passage.delivery
        }
    }

    @Test("An idle link carries one block in its wire time and the delay")
    func idle() {
        var schedule = LinkSchedule(LinkShape(bitsPerSecond: 8e6, delay: 0.05), seed: 1)
        _ = schedule.open(1, at: 0)
        _ = schedule.enter(1000, of: 1, at: 1)
        let passage = schedule.enter(20_000, of: 1, at: 1)
        // 21,000 bytes are 21 ms at 8 Mbit/s, less what an idle wire may catch up.
        #expect(abs(passage.delivery - (1.021 + 0.05 - LinkSchedule.credit)) < 1e-9)
    }

    @Test("Nothing leaves in the dark, and the dark costs its share of the rate", arguments: [UInt64(8), 9])
    func blackouts(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let blackout = LinkShape.Blackout(seconds: 0.3, every: 1)
        let shape = LinkShape(bitsPerSecond: 20e6, delay: 0.01, blackout: blackout)
        let run = Greedy(shape, flows: 2, seconds: 5, lateness: 0.002, &random)
        for (departure, _) in run.departures {
            let phase = departure.truncatingRemainder(dividingBy: 1)
            #expect(phase <= 0.7 + 1e-9, "seed \(seed): left at \(departure)")
        }
        let bits = Double(run.bytesDeparted(from: 1, to: 4)) * 8
        #expect(abs(bits - 0.7 * 3 * 20e6) < 0.02 * 42e6, "seed \(seed)")
    }

    @Test(
        "So many segments are lost as the shape says, and each comes a round trip later",
        arguments: [UInt64(10), 11, 12])
    func loss(seed: UInt64) {
        var schedule = LinkSchedule(LinkShape(delay: 0.02, loss: 0.05), seed: seed)
        _ = schedule.open(1, at: 0)
        var (now, lost, last) = (1.0, 0, 0.0)
        for _ in 0..<20_000 {
            now += 0.1
            let passage = schedule.enter(1448, of: 1, at: now)
            lost += passage.lostSegments
            #expect(abs(passage.delivery - now - (passage.lostSegments > 0 ? 0.06 : 0.02)) < 1e-9)
            #expect(passage.delivery >= last)
            last = passage.delivery
        }
        // 1,000 are expected; four standard deviations are 123.
        #expect(abs(lost - 1000) < 123, "seed \(seed): \(lost)")
    }

    @Test("The same seed loses the same segments")
    func seeds() {
        func lost(_ seed: UInt64) -> [Int] {
            var schedule = LinkSchedule(LinkShape(loss: 0.1), seed: seed)
            _ = schedule.open(1, at: 0)
            return (0..<200).map { schedule.enter(1448, of: 1, at: Double($0)).lostSegments }
        }
        #expect(lost(3) == lost(3))
        #expect(lost(3) != lost(4))
    }

    @Test(
        "On a lossy link a connection gets about what Mathis and others found: 1.22 segments a round trip over √loss",
        arguments: [(0.0005, 0.02), (0.001, 0.05), (0.005, 0.04), (0.01, 0.04), (0.02, 0.1)])
    func lossyRate(loss: Double, delay: Double) {
        var random = SeededRandom(seed: 17)
        let shape = LinkShape(delay: delay, loss: loss)
        let run = Greedy(shape, flows: 1, seconds: 2000 * delay, lateness: 0, &random)
        let measured = Double(run.bytesDeparted(from: 200 * delay, to: 2000 * delay)) / (1800 * delay)
        let expected = 1448 * 1.22 / (2 * delay * loss.squareRoot())
        #expect((0.5...1.5).contains(measured / expected), "measured \(measured), expected \(expected)")
    }

    @Test("What is under way is bounded where the destination is far and the rate is high")
    func held() {
        var schedule = LinkSchedule(LinkShape(delay: 1), seed: 1)
        var now = schedule.open(1, at: 0)
        var held = 0
        while held <= LinkSchedule.largestHeld {
            let passage = schedule.enter(65_536, of: 1, at: now)
            held += 65_536
            #expect(passage.next <= now || held > LinkSchedule.largestHeld)
            if held > LinkSchedule.largestHeld { #expect(passage.next == passage.delivery) }
            now += 1e-6
        }
        schedule.left(held)
        #expect(schedule.enter(1, of: 1, at: now + 1).next <= now + 1)
    }
}

/// Senders that always have more, each entering a block as soon as the schedule lets it and a little later.
private struct Greedy {
    var departures: [(time: Double, bytes: Int)] = []
    var perFlow: [Int: Int] = [:]

    init(_ shape: LinkShape, flows: Int, seconds: Double, lateness: Double, _ random: inout SeededRandom) {
        var schedule = LinkSchedule(shape, seed: random.next())
        let block = LinkSchedule.blockBytes(shape)
        var due = (0..<flows).map { (time: schedule.open($0, at: 0), flow: $0) }
        var now = 0.0
        var inside: [(delivery: Double, bytes: Int)] = []
        while let next = due.indices.min(by: { due[$0].time < due[$1].time }), due[next].time < seconds {
            now = max(now, due[next].time + .random(in: 0...max(lateness, 1e-9), using: &random))
            while let first = inside.first, first.delivery <= now {
                schedule.left(first.bytes)
                inside.removeFirst()
            }
            let passage = schedule.enter(block, of: due[next].flow, at: now)
            departures.append((passage.departure, block))
            perFlow[due[next].flow, default: 0] += block
            inside.append((passage.delivery, block))
            // An unlimited wire takes the next block a moment later.
            due[next].time = max(passage.next, now + 1e-5)
        }
    }

    func bytesDeparted(from: Double, to: Double) -> Int {
        departures.reduce(0) { $0 + (from..<to ~= $1.time ? $1.bytes : 0) }
    }

    var largestShare: Double {
        Double(perFlow.values.max() ?? 0) / Double(max(1, perFlow.values.reduce(0, +)))
    }
}
