import FerryCore
import FerryTesting
import Testing

@Suite struct ChunkPlannerTests {
    static let table: [(size: Int64, offset: Int64, end: Int64, index: Int, length: Int64)] = [
        (8, 0, 100, 0, 8), (8, 8, 100, 1, 8), (8, 96, 100, 12, 4), (8, 0, 8, 0, 8), (8, 0, 3, 0, 3),
        (8, 3, 100, 0, 5), (8, 7, 100, 0, 1), (8, 13, 14, 1, 1), (1, 5, 100, 5, 1), (8, 0, 0, 0, 0), (8, 5, 5, 0, 0),
        (8, 16, 16, 2, 0), (.max, 0, 100, 0, 100), (.max, 50, 100, 0, 50), (.max - 1, .max - 1, .max, 1, 1),
    ]

    @Test("a chunk ends at the next boundary or at the end", arguments: table)
    func chunk(size: Int64, offset: Int64, end: Int64, index: Int, length: Int64) {
        let chunk = ChunkPlanner(chunkBytes: size).chunk(at: offset, end: end)
        #expect(chunk == Chunk(index: index, offset: offset, length: length))
        #expect(chunk.end == offset + length && chunk.range == offset..<offset + length)
    }

    @Test(
        "an object has as many chunks as it needs",
        arguments: [(8, 0, 0), (8, 1, 1), (8, 8, 1), (8, 9, 2), (1, 9, 9), (.max, .max, 1)] as [(Int64, Int64, Int)])
    func count(size: Int64, length: Int64, count: Int) {
        #expect(ChunkPlanner(chunkBytes: size).count(length: length) == count)
    }

    @Test("chunks cover an object once, in order, wherever they were broken off", arguments: 0..<100 as Range<UInt64>)
    func cover(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let planner = ChunkPlanner(chunkBytes: .random(in: 1...20, using: &random))
        let length = Int64.random(in: 0...200, using: &random)
        var offset: Int64 = 0
        var indexes: [Int] = []
        while offset < length {
            let chunk = planner.chunk(at: offset, end: length)
            #expect(chunk.offset == offset && (1...planner.chunkBytes).contains(chunk.length))
            #expect(chunk.index == Int(offset / planner.chunkBytes) && chunk.end <= length)
            #expect(chunk.end == length || chunk.end.isMultiple(of: planner.chunkBytes))
            indexes.append(chunk.index)
            // The server may keep a part.
            offset += Bool.random(using: &random) ? chunk.length : .random(in: 1...chunk.length, using: &random)
        }
        #expect(offset == length && Set(indexes) == Set(0..<planner.count(length: length)))
    }
}
