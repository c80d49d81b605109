import FerryCore
import FerryTesting
import Testing

/// Plans for time against always and never encoding, from 0.5 to 200 Mbit/s and from 5 s to 30 min.
@Suite("Plans for time, simulated") struct DeliverySimulationTests {
    static let megabits = [0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, 200]
    static let seconds = [5.0, 7, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1200, 1800]

    private struct Worst: CustomStringConvertible {
        var behind = 0.0
        var seconds = 0.0
        var what = "nothing is behind"

        mutating func take(_ outcome: DeliverySimulation.Outcome, _ simulation: DeliverySimulation, _ error: Double) {
            seconds = max(seconds, outcome.planned - outcome.better)
            guard outcome.behind > behind else { return }
            behind = outcome.behind
            what = "\(simulation), encoder at \((error * 100).rounded()) % of its expected time"
        }

        var description: String { "\((behind * 1000).rounded() / 10) % behind: \(what)" }
    }

    private func worst(_ preset: Preset, _ seconds: [Double], errors: [Double]) throws -> Worst {
        var worst = Worst()
        for mediaSeconds in seconds {
            for rate in Self.megabits {
                let simulation = try DeliverySimulation(preset, mediaSeconds: mediaSeconds, megabits: rate)
                for error in errors { worst.take(simulation.run(error: error), simulation, error) }
            }
        }
        return worst
    }

    @Test(
        "with encoders of the speed that was measured, no plan is more than a tenth behind",
        arguments: [Preset.interview, .small])
    func exact(preset: Preset) throws {
        let worst = try worst(preset, Self.seconds, errors: [1])
        print("plan for time, \(preset.rawValue), speeds as measured: worst \(worst)")
        #expect(worst.behind <= 0.1)
    }

    @Test(
        "with encoders up to 30 % off, no plan is more than a tenth behind from 30 s on, nor more than 2.5 s below",
        arguments: [Preset.interview, .small])
    func misjudged(preset: Preset) throws {
        var random = SeededRandom(seed: 20_261_121)
        let errors = [0.7, 1.3] + (0..<20).map { _ in Double.random(in: 0.7...1.3, using: &random) }
        let long = try worst(preset, Self.seconds.filter { $0 >= 30 }, errors: errors)
        let short = try worst(preset, Self.seconds.filter { $0 < 30 }, errors: errors)
        print("plan for time, \(preset.rawValue), speeds 30 % off: worst \(long)")
        print("plan for time, \(preset.rawValue), speeds 30 % off, below 30 s: worst \(short)")
        #expect(long.behind <= 0.1)
        #expect(short.seconds <= 2.5)
    }
}
