import Testing

@testable import FerryFFmpeg

@Suite struct SpacingSampleTests {
    @Test(
        "the usual distance is the middle one, the upper of two, in whatever order distances come",
        arguments: [
            ([], nil), ([3], 3), ([1, 2], 2), ([3, 1, 2], 2), ([5, 5, 1, 1, 5], 5), ([9, 8, 7, 6, 5, 4, 3, 2], 6),
            ([1, 100, 2, 99, 3, 98, 4], 4),
        ] as [([Double], Double?)])
    func finds(distances: [Double], middle: Double?) {
        var sample = SpacingSample()
        for distance in distances { sample.add(distance) }
        #expect(sample.median == middle)
    }

    @Test("a sample is bounded: what comes after its capacity does not count")
    func isBounded() {
        var sample = SpacingSample()
        for number in 0..<SpacingSample.capacity { sample.add(Double(number * 7919 % SpacingSample.capacity)) }
        #expect(sample.median == Double(SpacingSample.capacity / 2))
        let full = sample
        for _ in 0..<SpacingSample.capacity { sample.add(0) }
        #expect(sample == full)
    }
}
