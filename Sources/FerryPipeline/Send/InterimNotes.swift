import FerryCore
import Synchronization

/// What interim replies said while one request was under way.
final class InterimNotes: Sendable {
    private let sum = Mutex(InterimReply())

    /// Where the upload is, once said.
    var location: String? { sum.withLock { $0.location } }
    /// The most bytes the server said it keeps.
    var offset: Int64? { sum.withLock { $0.offset } }
    /// How large chunks may be, as said last.
    var chunkLimits: ChunkLimits? { sum.withLock { $0.chunkLimits } }

    /// Adds one reply; the first location counts.
    func add(_ reply: InterimReply) {
        sum.withLock { sum in
            sum.location = sum.location ?? reply.location
            sum.offset = reply.offset.map { max($0, sum.offset ?? 0) } ?? sum.offset
            sum.chunkLimits = reply.chunkLimits ?? sum.chunkLimits
            sum.expiresIn = reply.expiresIn ?? sum.expiresIn
        }
    }
}
