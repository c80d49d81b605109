/// What became of the parts of a job's uploads: the share of the journal's sum that counts by part.
struct PartsTally: Sendable, Equatable {
    /// A request under way: a part, and how many of its bytes were there before.
    private struct Opening: Equatable {
        var chunk: Chunk
        var from: Int64
    }

    /// What was written down of the parts that were acknowledged in the present upload.
    private(set) var references: [Int: PartReference] = [:]
    /// Bytes that are acknowledged in the present upload.
    var acknowledged: Int64 = 0
    private var kept: Set<Int> = []
    /// Parts of the present upload that were ever on their way.
    private(set) var started: Set<Int> = []
    /// Parts whose requests have not ended.
    private var open: [Int: Opening] = [:]
    /// The farthest byte that was ever on its way of each part, by the part's first byte, over all uploads.
    private var everSent: [Int64: Int64] = [:]

    /// Parts that are acknowledged.
    var count: Int { kept.count }

    mutating func begin() {
        references = [:]
        acknowledged = 0
        kept = []
        started = []
        open = [:]
    }

    /// A part is on its way, or its bytes behind the first `kept` ones.
    mutating func started(_ chunk: Chunk, from kept: Int64 = 0) {
        started.insert(chunk.index)
        open[chunk.index] = Opening(chunk: chunk, from: kept)
    }

    /// - Returns: How many of the bytes were on their way before.
    mutating func ended(_ index: Int, sent: Int64, kept reference: PartReference?) -> Int64 {
        guard let request = open.removeValue(forKey: index) else { return 0 }
        let resent = count(request, sent: sent)
        if let reference { found(request.chunk, reference) }
        return resent
    }

    mutating func found(_ chunk: Chunk, _ reference: PartReference) {
        references[chunk.index] = reference
        if kept.insert(chunk.index).inserted { acknowledged += chunk.length }
    }

    /// Parts that a crash broke off and that are there count as sent whole; of the others nothing is known.
    mutating func listed(_ indexes: [Int]) -> (sent: Int64, resent: Int64) {
        kept = Set(indexes)
        var sum: (sent: Int64, resent: Int64) = (0, 0)
        for (index, request) in open where kept.contains(index) {
            let rest = request.chunk.length - request.from
            sum.sent += rest
            sum.resent += count(request, sent: rest)
        }
        open = [:]
        return sum
    }

    private mutating func count(_ request: Opening, sent: Int64) -> Int64 {
        let before = everSent[request.chunk.offset] ?? 0
        let reached = request.from + sent
        everSent[request.chunk.offset] = max(before, reached)
        return max(0, min(before, reached) - request.from)
    }
}
