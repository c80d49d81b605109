import FerryCore
import FerryTesting
import FoundationEssentials
import Testing

/// The adviser against always and never encoding, with nothing known at the start. A cell is a rate and a length, over
/// links of all kinds.
@Suite("The adviser, simulated") struct AdviserSimulationTests {
    struct Length: Sendable, CustomTestStringConvertible {
        var seconds: Double
        var count: Int
        var testDescription: String { "\(count) recordings of \(seconds) s" }
    }

    struct Sums {
        var (always, never, advised) = (0.0, 0.0, 0.0)
        var ratio: Double { advised / min(always, never) }

        static func + (one: Sums, other: Sums) -> Sums {
            Sums(
                always: one.always + other.always, never: one.never + other.never, advised: one.advised + other.advised)
        }
    }

    static let lengths = [
        Length(seconds: 5, count: 16), Length(seconds: 15, count: 16), Length(seconds: 60, count: 12),
        Length(seconds: 300, count: 8), Length(seconds: 1800, count: 6),
    ]
    static let megabits = [0.5, 1, 2, 5, 10, 20, 50, 100, 200]

    private func run(
        _ length: Length, _ rate: Double, _ trace: LinkTrace, machine: Double = 1
    ) throws -> Sums {
        let setting = RoadSimulation.Setting(
            megabits: rate, mediaSeconds: length.seconds, count: length.count, trace: trace, machine: machine)
        func seconds(_ strategy: RoadSimulation.Strategy) throws -> Double {
            var simulation = RoadSimulation(setting, strategy)
            return try simulation.run()
        }
        return Sums(
            always: try seconds(.always), never: try seconds(.never),
            advised: try seconds(.adviser(AdviserSettings(mode: .on))))
    }

    private func cell(_ length: Length, _ rate: Double, machine: Double = 1) throws -> Sums {
        try LinkTrace.all.map { try run(length, rate, $0, machine: machine) }.reduce(Sums(), +)
    }

    @Test(
        "no cell is more than a tenth behind the better of both, and all together are ahead", arguments: lengths[...1])
    func aim(length: Length) throws {
        var all = Sums()
        for rate in [0.5, 2, 5, 20, 100, 200] {
            let sums = try cell(length, rate)
            #expect(sums.ratio <= 1.1, "\(length.testDescription) at \(rate) Mbit/s: \(sums)")
            all = all + sums
        }
        #expect(all.ratio < 0.95, "\(all)")
    }

    @Test("a machine of another speed than was expected is found out", arguments: [0.4, 3])
    func machines(machine: Double) throws {
        var all = Sums()
        for rate in [1.0, 5, 20, 100] {
            let sums = try cell(Self.lengths[1], rate, machine: machine)
            #expect(sums.ratio <= 1.15, "at \(rate) Mbit/s: \(sums)")
            all = all + sums
        }
        #expect(all.ratio < 1, "\(all)")
    }

    @Test(
        "the whole table",
        .enabled(if: ProcessInfo.processInfo.environment["MEDIAFERRY_ADVISER_TABLE"] != nil), arguments: lengths)
    func table(length: Length) throws {
        for rate in Self.megabits {
            let sums = try cell(length, rate)
            let figures = [sums.always, sums.never, sums.advised].map { "\(Int($0.rounded()))" }
            print(
                "| \(length.seconds) | \(rate) | \(figures.joined(separator: " | ")) | \((sums.ratio * 100).rounded() / 100) |"
            )
            #expect(sums.ratio <= 1.1)
        }
    }
}
