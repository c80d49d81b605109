public import FerryCore

extension BenchReport {
    /// What the runs of one cell say together.
    public struct Summary: Sendable, Equatable, Codable {
        /// The upload protocol.
        public var dialect: String
        /// Bytes of each file.
        public var bytes: Int64
        /// Bytes of a chunk.
        public var chunkBytes: Int64
        /// Requests with body bytes in flight at once.
        public var slots: Int
        /// Measured runs.
        public var runs: Int
        /// Their mean goodput in bytes a second.
        public var goodputMean: Double
        /// The lower end of Student's 95 % interval of the mean, not below 0; `nil` for a single run.
        @Nullable public var goodputLow: Double?
        /// The upper end.
        @Nullable public var goodputHigh: Double?

        /// Sums up the runs of a cell.
        public init(_ cell: BenchCell, goodputs: [Double]) {
            let sample = Sample(goodputs)
            dialect = cell.dialect
            bytes = cell.bytes
            chunkBytes = cell.chunkBytes
            slots = cell.slots
            runs = sample.count
            goodputMean = sample.mean
            let half = sample.halfWidth()
            _goodputLow = Nullable(wrappedValue: half.map { max(0, sample.mean - $0) })
            _goodputHigh = Nullable(wrappedValue: half.map { sample.mean + $0 })
        }

        /// The cell.
        public var cell: BenchCell {
            BenchCell(dialect: dialect, bytes: bytes, chunkBytes: chunkBytes, slots: slots)
        }

        /// Each cell of the runs, by dialect, size, chunk and slots.
        static func all(of runs: [Run]) -> [Summary] {
            Dictionary(grouping: runs, by: \.cell).map { Summary($0.key, goodputs: $0.value.map(\.goodput)) }
                .sorted {
                    ($0.dialect, $0.bytes, $0.chunkBytes, $0.slots) < ($1.dialect, $1.bytes, $1.chunkBytes, $1.slots)
                }
        }
    }
}
