import FerryCore
import Testing

@Suite struct PartLimitsTests {
    static let table: [(wanted: Int64, length: Int64?, bytes: Int64)] = [
        (8 << 20, 1, 8 << 20), (1, 1, 5 << 20), (8 << 30, 1, 5 << 30), (1, nil, 5 << 20), (8 << 20, nil, 8 << 20),
        (8 << 20, 80_000 << 20, 8 << 20), (8 << 20, (80_000 << 20) + 1, 9 << 20), (5 << 20, 100_000 << 20, 10 << 20),
        (5 << 20, 10_000 * (5 << 30), 5 << 30), (8 << 20, 0, 8 << 20), (5 << 20, 50_000 << 20, 5 << 20),
    ]

    @Test("the part size is raised until 10,000 parts hold the object", arguments: table)
    func raised(wanted: Int64, length: Int64?, bytes: Int64) throws {
        let size = try PartLimits.s3.partBytes(wanted: wanted, length: length)
        #expect(size == bytes)
        if let length { #expect(ChunkPlanner(chunkBytes: size).count(length: length) <= 10_000) }
    }

    @Test("an object beyond 10,000 parts of 5 GiB is refused", arguments: [10_000 * (5 << 30) + 1, .max] as [Int64])
    func tooLarge(length: Int64) {
        #expect { try PartLimits.s3.partBytes(wanted: 1, length: length) } throws: { error in
            (error as? FerryError)?.code == .destinationTooLarge
        }
    }
}
