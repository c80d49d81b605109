public import FerryCore

extension BenchReport {
    /// One measured run: some files of one size, sent at once.
    public struct Run: Sendable, Equatable, Codable {
        /// The upload protocol.
        public var dialect: String
        /// Bytes of each file.
        public var bytes: Int64
        /// Files that were sent at once.
        public var files: Int
        /// Bytes of a chunk.
        public var chunkBytes: Int64
        /// Requests with body bytes in flight at once.
        public var slots: Int
        /// Counts the runs of the cell, from 1.
        public var `repeat`: Int
        /// Seconds from the start of the bench.
        public var startSeconds: Double
        /// Seconds from the first request to the last reply.
        public var seconds: Double
        /// Acknowledged bytes a second over ``seconds``.
        public var goodput: Double
        /// Seconds from handing the first file in until its first byte was handed to the network.
        @Nullable public var timeToFirstByte: Double?
        /// How long requests with body bytes took.
        public var chunkSeconds: ChunkSeconds
        /// Failed requests that were tried again.
        public var retries: Int
        /// Seconds spent waiting after failures and in requests that stalled.
        public var stalledSeconds: Double
        /// Processor seconds of the process.
        public var cpuSeconds: Double
        /// Resident bytes of the process, the most that was seen at an acknowledgement.
        @Nullable public var memoryBytes: Int64?
        /// Where the requests' time went, summed over all of them.
        public var phases: Phases

        /// Creates a run.
        public init(
            cell: BenchCell, files: Int, turn: Int, startSeconds: Double, seconds: Double, goodput: Double,
            timeToFirstByte: Double?, chunkSeconds: ChunkSeconds, retries: Int, stalledSeconds: Double,
            cpuSeconds: Double, memoryBytes: Int64?, phases: Phases
        ) {
            dialect = cell.dialect
            bytes = cell.bytes
            self.files = files
            chunkBytes = cell.chunkBytes
            slots = cell.slots
            self.repeat = turn
            self.startSeconds = startSeconds
            self.seconds = seconds
            self.goodput = goodput
            _timeToFirstByte = Nullable(wrappedValue: timeToFirstByte)
            self.chunkSeconds = chunkSeconds
            self.retries = retries
            self.stalledSeconds = stalledSeconds
            self.cpuSeconds = cpuSeconds
            _memoryBytes = Nullable(wrappedValue: memoryBytes)
            self.phases = phases
        }

        /// The run's cell.
        public var cell: BenchCell {
            BenchCell(dialect: dialect, bytes: bytes, chunkBytes: chunkBytes, slots: slots)
        }
    }

    /// Percentiles of the seconds of requests with body bytes; `nil` without any.
    public struct ChunkSeconds: Sendable, Equatable, Codable {
        /// Half of them took no longer.
        @Nullable public var p50: Double?
        /// Nine tenths.
        @Nullable public var p90: Double?
        /// All but a hundredth.
        @Nullable public var p99: Double?
        /// Reads percentiles.
        public init(_ latency: ChunkLatency) {
            _p50 = Nullable(wrappedValue: latency.seconds(atShare: 0.5))
            _p90 = Nullable(wrappedValue: latency.seconds(atShare: 0.9))
            _p99 = Nullable(wrappedValue: latency.seconds(atShare: 0.99))
        }
    }

    /// Seconds of all requests of a run by what was done; with several slots they add up to more than the run took.
    public struct Phases: Sendable, Equatable, Codable {
        /// Name lookup and connection.
        public var connect = 0.0
        /// TLS.
        public var tls = 0.0
        /// From the last body byte to the first byte of the reply.
        public var wait = 0.0
        /// Body bytes on their way out.
        public var send = 0.0
        /// Requests without a body: creating, asking, completing, checking.
        public var confirm = 0.0
        /// No time.
        public init() {}
    }
}
