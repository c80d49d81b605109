/// One combination of settings that is measured.
public struct BenchCell: Sendable, Hashable, Codable {
    /// The upload protocol, such as `tus`.
    public var dialect: String
    /// Bytes of each file.
    public var bytes: Int64
    /// Bytes of a chunk.
    public var chunkBytes: Int64
    /// Requests with body bytes in flight at once.
    public var slots: Int

    /// Creates a cell.
    public init(dialect: String, bytes: Int64, chunkBytes: Int64, slots: Int) {
        self.dialect = dialect
        self.bytes = bytes
        self.chunkBytes = chunkBytes
        self.slots = slots
    }

    /// All combinations, chunks of more than a file left out where a smaller chunk holds the whole file too.
    public static func matrix(
        dialects: [String], sizes: [Int64], chunkSizes: [Int64], slots: [Int]
    ) -> [BenchCell] {
        dialects.flatMap { dialect in
            sizes.flatMap { size -> [BenchCell] in
                let sorted = Set(chunkSizes).sorted()
                let useful = sorted.filter { $0 < size } + sorted.filter { $0 >= size }.prefix(1)
                return useful.flatMap { chunk in
                    slots.map { BenchCell(dialect: dialect, bytes: size, chunkBytes: chunk, slots: $0) }
                }
            }
        }
    }
}
