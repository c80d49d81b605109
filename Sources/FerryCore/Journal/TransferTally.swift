/// What a job's transfer has done so far, over all runs: the sum of its journal.
public struct TransferTally: Sendable, Equatable {
    /// Bytes the server confirmed in the present upload.
    public private(set) var acknowledged: Int64 = 0
    /// The farthest byte of the present upload that was ever on its way.
    public private(set) var highWater: Int64 = 0
    /// Body bytes handed to the network. A request that a crash broke off counts with the bytes that arrived.
    public private(set) var sent: Int64 = 0
    /// Body bytes of every request after the first for the same range.
    public private(set) var resent: Int64 = 0
    /// Requests with body bytes that were started.
    public private(set) var attempts = 0
    /// Chunks of the present upload that the server acknowledged.
    public private(set) var chunks = 0
    /// All requests.
    public private(set) var requests = 0
    /// Seconds lost by waiting after failures and by requests that stalled.
    public private(set) var stalledSeconds = 0.0
    /// Uploads begun anew.
    public private(set) var freshStarts = 0
    /// Where the last run took the upload up; `nil` when it began one.
    public private(set) var resumedFrom: Int64?
    /// Retries by cause.
    public private(set) var retries: [RetryCause: Int] = [:]
    /// The farthest byte of any upload of this job that was ever on its way.
    private var everSent: Int64 = 0
    private var open: Chunk?
    private var parts = PartsTally()
    /// Whether an upload was ever begun: what stands at the object's name since then may be ours.
    public private(set) var hasBegun = false

    /// Whether bytes of any upload of this job were ever on their way.
    public var hasSent: Bool { attempts > 0 }

    /// Body bytes handed to the network for an object of so many bytes that is delivered. Where a process was killed before
    /// it could write down what a request had sent, the whole object still went out once.
    public func sent(forDelivered length: Int64) -> Int64 { hasSent ? max(sent, length) : sent }

    /// Nothing done.
    public init() {}

    /// Adds up a journal.
    public init(_ entries: some Sequence<JournalEntry>) { for entry in entries { add(entry) } }

    /// Adds one entry.
    public mutating func add(_ entry: JournalEntry) {
        switch entry {
        case .creating:
            begin()
            hasBegun = true
            resumedFrom = nil
        case .started(let chunk):
            open = chunk
            attempts += 1
        case .ended(let sent, let acknowledged): end(sent: sent, acknowledged: acknowledged)
        case .located(let offset): located(offset)
        case .resumed(let offset):
            located(offset)
            resumedFrom = offset
        case .retried(let cause, let seconds):
            retries[cause, default: 0] += 1
            stalledSeconds += seconds
        case .repeated(let sent): repeated(sent)
        case .paused(let seconds): stalledSeconds += seconds
        case .abandoned:
            freshStarts += 1
            begin()
        case .partStarted, .partResumed, .partEnded, .partFound, .partsFound: addPart(entry)
        case .requests(let count): requests += count
        }
    }

    /// The memory that the upload machine resumes from. A chunk that a crash broke off may have arrived whole.
    public var resumed: UploadStateMachine.Resumed {
        UploadStateMachine.Resumed(acknowledged: acknowledged, highWater: max(highWater, open?.end ?? 0))
    }

    /// What was written down of the parts that the storage acknowledged in the present upload.
    public var partReferences: [Int: PartReference] { parts.references }

    /// Parts of the present upload that were ever on their way.
    public var startedParts: Set<Int> { parts.started }

    private mutating func addPart(_ entry: JournalEntry) {
        switch entry {
        case .partStarted(let chunk):
            attempts += 1
            parts.started(chunk)
        case .partResumed(let chunk, let kept):
            attempts += 1
            parts.started(chunk, from: kept)
        case .partEnded(let index, let sent, let kept):
            self.sent += sent
            resent += parts.ended(index, sent: sent, kept: kept)
        case .partFound(let chunk, let reference): parts.found(chunk, reference)
        case .partsFound(let kept, let bytes, let isResumed):
            let arrived = parts.listed(kept)
            sent += arrived.sent
            resent += arrived.resent
            parts.acknowledged = bytes
            if isResumed { resumedFrom = bytes }
        default: break
        }
        acknowledged = parts.acknowledged
        chunks = parts.count
    }

    /// Nothing of the present upload is known to be there.
    private mutating func begin() {
        parts.begin()
        acknowledged = 0
        chunks = 0
        highWater = 0
        open = nil
    }

    private mutating func located(_ offset: Int64) {
        if let chunk = open { end(sent: min(max(0, offset - chunk.offset), chunk.length), acknowledged: nil) }
        acknowledged = max(acknowledged, offset)
        highWater = max(highWater, offset)
    }

    private mutating func repeated(_ sent: Int64) {
        requests += 1
        guard sent > 0 || open != nil else { return }
        attempts += 1
        guard let chunk = open else {
            self.sent += sent
            resent += sent
            return
        }
        end(sent: sent, acknowledged: nil)
        open = chunk
    }

    private mutating func end(sent: Int64, acknowledged: Int64?) {
        guard let chunk = open else { return }
        open = nil
        let reached = chunk.offset + sent
        resent += max(0, min(reached, everSent) - chunk.offset)
        everSent = max(everSent, reached)
        highWater = max(highWater, chunk.end)
        self.sent += sent
        if acknowledged != nil { chunks += 1 }
        if let acknowledged { self.acknowledged = max(self.acknowledged, acknowledged) }
    }
}
