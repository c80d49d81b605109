/// Bytes a second that the destination takes, from chunks that it acknowledged while any was under way.
///
/// Time without a chunk under way does not count. Acknowledgements are gathered for a second at least, so that bytes of
/// several slots add up. The average is the sum of bytes over the sum of seconds, both of which fade by what is measured
/// later: so a chunk that took long and one that ended right behind it count as what they were together. What an earlier
/// run measured is where it begins, and the first gathering counts as much as that.
public struct UplinkEstimate: Sendable {
    /// Seconds of sending that the average remembers, roughly.
    public static let memorySeconds = 10.0
    /// Seconds of a gathering at least, unless nothing is under way any more.
    static let gatheringSeconds = 1.0
    /// Bytes of a gathering at least: fewer say more about round trips than about the uplink.
    static let gatheringBytes: Int64 = 64 << 10
    /// Chunks under way that are remembered at most.
    static let maxOpen = 4096

    private struct ChunkName: Hashable {
        var job: JobID
        var index: Int
    }

    /// Bytes a second; `nil` before anything is known.
    public private(set) var bytesPerSecond: Double?
    private var isFresh = false
    private let memory: Double
    /// Seconds of sending, and bytes in them, as far as they are not forgotten.
    private var sum = (seconds: 0.0, bytes: 0.0)
    private var open: Set<ChunkName> = []
    private var since: Timestamp?
    private var bytes: Int64 = 0

    /// Starts with what was measured before.
    ///
    /// - Parameter memorySeconds: Seconds of sending that the average remembers, roughly.
    public init(before: Double? = nil, memorySeconds: Double = Self.memorySeconds) {
        bytesPerSecond = before.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
        memory = memorySeconds
    }

    /// Whether anything was measured since the start.
    public var isMeasured: Bool { isFresh }

    /// Takes one event of the road.
    public mutating func take(_ event: FerryEvent) {
        guard let job = event.jobId else { return }
        switch event.kind {
        case .chunkStarted(let chunk): started(ChunkName(job: job, index: chunk.index), at: event.time)
        case .chunkAcknowledged(let chunk):
            guard since != nil else { return }
            bytes += chunk.length
            let name = ChunkName(job: job, index: chunk.index)
            if open.remove(name) == nil { open = open.filter { $0.job != job } }
            gather(at: event.time)
        case .uploadRetry, .uploadRewound, .jobFailed, .jobRefused, .jobCancelled, .jobDelivered: ended(job, event.time)
        case .jobState(let step): if step.to == .paused { ended(job, event.time) }
        default: break
        }
    }

    private mutating func started(_ chunk: ChunkName, at time: Timestamp) {
        if open.isEmpty { (since, bytes) = (time, 0) }
        if open.count < Self.maxOpen { open.insert(chunk) }
    }

    private mutating func ended(_ job: JobID, _ time: Timestamp) {
        guard since != nil else { return }
        open = open.filter { $0.job != job }
        gather(at: time)
    }

    private mutating func gather(at time: Timestamp) {
        guard let since else { return }
        let seconds = time.seconds(since: since)
        guard open.isEmpty || seconds >= Self.gatheringSeconds else { return }
        if bytes >= Self.gatheringBytes, seconds > 0 { add(Double(bytes) / seconds, seconds: seconds) }
        if open.isEmpty || bytes > 0 { (self.since, bytes) = (open.isEmpty ? nil : time, 0) }
    }

    private mutating func add(_ rate: Double, seconds: Double) {
        let kept = memory / (memory + seconds)
        sum = (sum.seconds * kept, sum.bytes * kept)
        if !isFresh, let bytesPerSecond { sum = (seconds, bytesPerSecond * seconds) }
        sum = (sum.seconds + seconds, sum.bytes + rate * seconds)
        bytesPerSecond = sum.bytes / sum.seconds
        isFresh = true
    }
}
