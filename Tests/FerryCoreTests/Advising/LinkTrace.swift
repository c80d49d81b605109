import FerryCore
import FerryTesting
import Testing

/// How the rate of a link changes, as shares of its nominal rate, over and over.
struct LinkTrace: Sendable, CustomTestStringConvertible {
    /// One stretch.
    struct Segment: Sendable {
        var seconds: Double
        /// The share of the nominal rate.
        var share: Double
        /// Broken requests a second.
        var breaks = 0.0
    }

    let name: String
    let segments: [Segment]
    var testDescription: String { name }

    static let steady = LinkTrace(name: "steady", segments: [.init(seconds: 1e9, share: 1)])

    /// A phone on the move: the rate wanders by a factor of two, and every eighth stretch is a deep fade.
    static let cellular = LinkTrace(name: "cellular", seed: 61) { random in
        (0..<400).map { _ in
            let fades = Double.random(in: 0...1, using: &random) < 0.125
            let share = fades ? 0.05 : Double.random(in: 0.5...1.6, using: &random)
            return Segment(seconds: Double.random(in: 2...15, using: &random), share: share)
        }
    }

    /// Nothing for 3 s of every 20 s.
    static let blackout = LinkTrace(
        name: "blackout", segments: [.init(seconds: 17, share: 1), .init(seconds: 3, share: 0)])

    /// From a quarter to seven quarters of the rate in five minutes, and back.
    static let ramp = LinkTrace(
        name: "ramp",
        segments: ((0..<15) + (0..<15).reversed()).map { .init(seconds: 20, share: 0.25 + Double($0) / 14 * 1.5) })

    /// Five seconds of every 25 s in which requests break and the rest is slow.
    static let bursts = LinkTrace(
        name: "bursts", segments: [.init(seconds: 20, share: 1), .init(seconds: 5, share: 0.4, breaks: 0.4)])

    static let all = [steady, cellular, blackout, ramp, bursts]

    init(name: String, segments: [Segment]) {
        self.name = name
        self.segments = segments
    }

    private init(name: String, seed: UInt64, _ make: (inout SeededRandom) -> [Segment]) {
        var random = SeededRandom(seed: seed)
        self.init(name: name, segments: make(&random))
    }
}
