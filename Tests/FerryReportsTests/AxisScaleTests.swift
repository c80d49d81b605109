import Testing

@testable import FerryReports

@Suite struct AxisScaleTests {
    @Test("ends are round, every value has a place between them, and marks rise")
    func linear() {
        var generator = SplitMix(seed: 7)
        for _ in 0..<500 {
            let power = Double(Int.random(in: -6...12, using: &generator))
            let values = (0..<5).map { _ in Double.random(in: -1...1, using: &generator) * Ratio.power(10, power) }
            let scale = AxisScale(values, fromZero: Bool.random(using: &generator))
            for value in values {
                #expect(scale.range.lowerBound <= value && value <= scale.range.upperBound, "\(values)")
                #expect((0...1).contains(scale.place(value)))
            }
            #expect((2...12).contains(scale.marks.count), "\(values) \(scale.marks)")
            #expect(scale.marks == scale.marks.sorted())
        }
    }

    @Test(
        "values without a range, or without a number, still make a scale",
        arguments: [[], [0], [5], [5, 5], [-3], [.nan], [.infinity, 2], [1e-300]] as [[Double]])
    func odd(values: [Double]) {
        for isLogarithmic in [false, true] {
            let scale = AxisScale(values, fromZero: true, isLogarithmic: isLogarithmic)
            #expect(scale.range.lowerBound < scale.range.upperBound)
            for value in values + [0, .nan, -.infinity] { #expect((0...1).contains(scale.place(value))) }
        }
    }

    @Test("steps of ten have the same length on a logarithmic axis")
    func logarithmic() {
        let scale = AxisScale([3, 2000], fromZero: false, isLogarithmic: true)
        #expect(scale.marks == [1, 10, 100, 1000, 10000])
        #expect(abs(scale.place(100) - 0.5) < 1e-12)
        #expect(scale.place(0) == 0)
    }
}

/// Random numbers that are the same in every run (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators").
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
