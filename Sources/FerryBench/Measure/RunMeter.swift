public import FerryCore

/// Adds up what the requests and events of one run say. Values in, numbers out; no clock.
public struct RunMeter: Sendable {
    /// One request that came to an end.
    public struct Request: Sendable, Hashable {
        /// When it began, in seconds of any clock.
        public var begin: Double
        /// When it ended.
        public var end: Double
        /// Bytes of its body; `nil` for none.
        public var bodyBytes: Int64?
        /// Seconds to each point; `nil` where no reply came.
        public var timings: HTTPTransferResponse.Timings?

        /// Creates it.
        public init(
            begin: Double, end: Double, bodyBytes: Int64?, timings: HTTPTransferResponse.Timings?
        ) {
            self.begin = begin
            self.end = end
            self.bodyBytes = bodyBytes
            self.timings = timings
        }
    }

    /// Bytes that the destination confirmed.
    public private(set) var acknowledged: Int64 = 0
    /// Failed requests that were tried again.
    public private(set) var retries = 0
    /// Seconds of requests with body bytes.
    public private(set) var latency = ChunkLatency()
    /// Where the requests' time went.
    public private(set) var phases = BenchReport.Phases()
    /// The most resident bytes that were seen.
    public private(set) var memoryBytes: Int64?
    /// When the first body byte was handed to the network.
    public private(set) var firstByte: Double?
    private var begin: Double?
    private var end: Double?

    /// Nothing yet.
    public init() {}

    /// Seconds from the first request to the last reply; `nil` without any.
    public var seconds: Double? {
        guard let begin, let end, end > begin else { return nil }
        return end - begin
    }

    /// Takes a request that ended.
    public mutating func take(_ request: Request) {
        begin = min(begin ?? request.begin, request.begin)
        end = max(end ?? request.end, request.end)
        guard let timings = request.timings else { return }
        let connected = timings.connected ?? 0
        let ready = max(connected, timings.secured ?? 0)
        phases.connect += connected
        phases.tls += ready - connected
        guard request.bodyBytes != nil else {
            phases.confirm += max(0, timings.total - ready)
            return
        }
        latency.record(timings.total)
        // A reply that came before the whole body counts as sending until then.
        let sent = timings.requestSent ?? timings.firstByte ?? timings.total
        phases.send += max(0, sent - ready)
        phases.wait += max(0, (timings.firstByte ?? timings.total) - sent)
    }

    /// Body bytes were handed to the network.
    public mutating func sent(at time: Double) { firstByte = min(firstByte ?? time, time) }

    /// Takes an event of the road.
    public mutating func take(_ event: FerryEvent) {
        switch event.kind {
        case .chunkAcknowledged(let chunk): acknowledged += chunk.length
        case .uploadRewound(let rewound): acknowledged -= rewound.fromBytes - rewound.toBytes
        case .uploadRetry: retries += 1
        default: break
        }
    }

    /// So much memory was resident.
    public mutating func resident(_ bytes: Int64) { memoryBytes = max(memoryBytes ?? 0, bytes) }
}
