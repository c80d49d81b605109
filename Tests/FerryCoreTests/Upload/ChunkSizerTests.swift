import FerryCore
import FerryTesting
import Testing

@Suite struct ChunkSizerTests {
    private static let mebi: Int64 = 1 << 20

    @Test("chunks that arrive quickly double up to the ceiling, each step with its reason")
    func growth() {
        var sizer = ChunkSizer()
        var sizes: [Int64] = []
        for _ in 0..<10 {
            if let decision = sizer.succeeded(bytes: sizer.chunkBytes, seconds: 0.1) {
                #expect(decision.reason == "quick" && decision.to == decision.from * 2)
                sizes.append(decision.to / Self.mebi)
            }
        }
        #expect(sizes == [8, 16, 32, 64])
        #expect(sizer.chunkBytes == ChunkSizer.ceilingBytes)
    }

    @Test("a chunk that takes its time leaves the size as it is, a slow one shrinks it to what fits the link")
    func slowLink() {
        var sizer = ChunkSizer(startBytes: 8 * Self.mebi)
        #expect(sizer.succeeded(bytes: 8 * Self.mebi, seconds: 4) == nil)
        let decision = sizer.succeeded(bytes: 8 * Self.mebi, seconds: 16)
        #expect(decision?.to == 2 * Self.mebi && decision?.reason == "slow")
        #expect(sizer.succeeded(bytes: 2 * Self.mebi, seconds: 100)?.to == ChunkSizer.floorBytes)
    }

    @Test("a short last chunk lets nothing grow")
    func lastChunk() {
        var sizer = ChunkSizer()
        #expect(sizer.succeeded(bytes: sizer.chunkBytes - 1, seconds: 0.01) == nil)
    }

    @Test(
        "failures that a smaller chunk may survive halve it; others leave it alone",
        arguments: RetryCause.allCases)
    func failure(cause: RetryCause) {
        var sizer = ChunkSizer()
        let before = sizer.chunkBytes
        let shrinks: Set<RetryCause> = [.timeout, .firstByte, .stall, .reset, .status408, .status5xx, .checksum]
        let decision = sizer.failed(cause)
        #expect((decision != nil) == shrinks.contains(cause))
        #expect(sizer.chunkBytes == (shrinks.contains(cause) ? before / 2 : before))
        #expect(decision?.reason ?? cause.rawValue == cause.rawValue)
    }

    @Test("after a failure it grows again only when two chunks went well")
    func calm() {
        var sizer = ChunkSizer()
        _ = sizer.failed(.reset)
        let halved = sizer.chunkBytes
        #expect(sizer.succeeded(bytes: halved, seconds: 0.1) == nil)
        #expect(sizer.succeeded(bytes: halved, seconds: 0.1)?.to == halved * 2)
    }

    @Test("a refused size is never tried again, and below every size the refusal stands")
    func refusal() {
        var sizer = ChunkSizer(startBytes: 8 * Self.mebi)
        #expect(sizer.refused(bytes: 8 * Self.mebi)?.to == 4 * Self.mebi)
        for _ in 0..<10 { _ = sizer.succeeded(bytes: sizer.chunkBytes, seconds: 0.01) }
        #expect(sizer.chunkBytes == 4 * Self.mebi)
        var steps = 0
        while sizer.refused(bytes: sizer.chunkBytes)?.reason == "tooLarge" { steps += 1 }
        #expect(sizer.chunkBytes == 1 && steps <= 22)
    }

    @Test("a chunk must fit into half of the life that is left")
    func expiry() {
        var sizer = ChunkSizer(startBytes: 8 * Self.mebi)
        let decision = sizer.succeeded(bytes: 4 * Self.mebi, seconds: 4, expiresIn: 4)
        #expect(decision?.to == 2 * Self.mebi && decision?.reason == "expiry")
    }

    @Test("whatever happens the size stays within the limits", arguments: 0..<40 as Range<UInt64>)
    func limits(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let multiple = [1, 1000, 262_144].randomElement(using: &random) ?? 1 as Int64
        let low = multiple * Int64.random(in: 1...8, using: &random)
        let limits = ChunkLimits(
            minBytes: low, maxBytes: low + multiple * Int64.random(in: 0...100, using: &random), multiple: multiple)
        var sizer = ChunkSizer(startBytes: Int64.random(in: 1...(1 << 30), using: &random), limits: limits)
        for _ in 0..<200 {
            let before = sizer.chunkBytes
            let decision =
                switch Int.random(in: 0..<4, using: &random) {
                case 0: sizer.failed(RetryCause.allCases.randomElement(using: &random) ?? .reset)
                case 1: sizer.refused(bytes: sizer.chunkBytes)
                default:
                    sizer.succeeded(
                        bytes: sizer.chunkBytes, seconds: Double.random(in: 0.001...60, using: &random),
                        expiresIn: Bool.random(using: &random) ? Double.random(in: 0...100, using: &random) : nil)
                }
            #expect(decision.map { $0.from == before && $0.to == sizer.chunkBytes } ?? (sizer.chunkBytes == before))
            #expect(sizer.chunkBytes >= low && sizer.chunkBytes <= limits.maxBytes, "seed \(seed)")
            #expect(sizer.chunkBytes % multiple == 0, "seed \(seed)")
        }
    }
}
