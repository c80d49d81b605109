import FerryCore
import Testing

@Suite struct ChunkLimitsTests {
    struct Case: Sendable {
        let limits: ChunkLimits
        let wanted: Int64
        let fitting: Int64
    }

    static let cases: [Case] = [
        Case(limits: .none, wanted: 7, fitting: 7),
        Case(limits: ChunkLimits(minBytes: 10), wanted: 7, fitting: 10),
        Case(limits: ChunkLimits(maxBytes: 5), wanted: 7, fitting: 5),
        Case(limits: ChunkLimits(multiple: 4), wanted: 7, fitting: 4),
        Case(limits: ChunkLimits(multiple: 4), wanted: 3, fitting: 4),
        Case(limits: ChunkLimits(minBytes: 6, maxBytes: 6), wanted: 99, fitting: 6),
        Case(limits: ChunkLimits(minBytes: 6, maxBytes: 20, multiple: 5), wanted: 6, fitting: 10),
        Case(limits: ChunkLimits(minBytes: 6, maxBytes: 9, multiple: 5), wanted: 7, fitting: 5),
        Case(limits: ChunkLimits(maxBytes: .max, multiple: 262_144), wanted: .max, fitting: .max / 262_144 * 262_144),
        Case(limits: .none, wanted: -3, fitting: 1),
    ]

    @Test("a size is brought to the nearest that is allowed", arguments: cases)
    func fitting(it: Case) {
        #expect(it.limits.fitting(it.wanted) == it.fitting)
    }

    @Test("two limits are both kept")
    func intersection() {
        let both = ChunkLimits(minBytes: 2, maxBytes: 9).intersection(
            ChunkLimits(minBytes: 3, maxBytes: 12, multiple: 3))
        #expect(both == ChunkLimits(minBytes: 3, maxBytes: 9, multiple: 3))
    }
}
