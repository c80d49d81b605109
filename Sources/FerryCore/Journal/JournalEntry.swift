/// One line of a job's chunk journal: written before a side effect, or after it is known.
public enum JournalEntry: Sendable, Equatable, Codable {
    /// An upload is about to be created; it begins at byte 0, whatever became of the one before.
    case creating
    /// A request with body bytes is about to start.
    case started(Chunk)
    /// A request with body bytes is over: body bytes handed to the network, and the server's offset where it gave one.
    case ended(sent: Int64, acknowledged: Int64?)
    /// A run took the upload up where the server stood.
    case resumed(offset: Int64)
    /// After a failure the server said where it stands.
    case located(offset: Int64)
    /// A request failed and will be tried again; seconds that were lost by it.
    case retried(RetryCause, stalledSeconds: Double)
    /// The request under way was sent once more at once: body bytes that had gone out before.
    case repeated(sent: Int64)
    /// A request waited until its host took part again.
    case paused(seconds: Double)
    /// The upload was given up; another one begins at byte 0.
    case abandoned
    /// A part is about to be sent, or a whole object in one request.
    case partStarted(Chunk)
    /// The rest of a part is about to be sent, of which the storage keeps so many bytes already.
    case partResumed(Chunk, kept: Int64)
    /// The request of a part is over: body bytes handed to the network, and what the storage keeps of it.
    case partEnded(index: Int, sent: Int64, kept: PartReference?)
    /// A part whose reply was lost is there.
    case partFound(Chunk, PartReference)
    /// The storage was asked which parts it keeps: those that hold our bytes, and how many bytes these are.
    case partsFound(kept: [Int], bytes: Int64, isResumed: Bool)
    /// A run made that many requests.
    case requests(Int)
}
