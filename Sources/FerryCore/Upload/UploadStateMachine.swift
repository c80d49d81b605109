/// One upload of one object over a protocol that takes bytes strictly in order, by one writer.
///
/// Events in, one action out; no clock, no chance, no network. The server is the authority: after every failure its
/// offset is asked before any byte is sent again. Acknowledged bytes never become fewer within one upload; a server
/// that lost some of them gets one new upload from byte 0.
public struct UploadStateMachine: Sendable {
    /// Where the upload stands.
    public internal(set) var state: State
    /// Bytes the server confirmed in the present upload.
    public internal(set) var acknowledged: Int64 = 0
    /// New uploads begun after the first one became void.
    public internal(set) var freshStarts = 0
    /// Requests with body bytes that were ordered.
    public internal(set) var attempts = 0

    /// Bytes that the creating request carries at most. Until it is answered nobody knows where the upload is, so what
    /// it carries is lost with a lost reply; the round trip is saved all the same.
    public static let maxCreationBytes: Int64 = 256 << 10

    var planner: ChunkPlanner
    let traits: UploadTraits
    let maxFreshStarts: Int
    /// Whether another upload may be begun when this one becomes void.
    public var mayBeginAnew: Bool { freshStarts < maxFreshStarts }
    var budget: RetryBudget
    /// Bytes of the object; `nil` while it grows.
    var length: Int64?
    /// Bytes that will not change any more.
    var sealed: Int64
    /// Whether the server has been told the length.
    var isLengthDeclared = false
    /// Whether the chunk under way tells it.
    var isDeclaring = false
    /// The farthest byte of the present upload that was ever on its way; a server cannot honestly hold more.
    var highWater: Int64 = 0
    /// Whether the server takes bytes with the creating request.
    let createsWithBody: Bool
    /// Whether it must be asked first what stands at the object's name.
    let claimsName: Bool
    /// Whether it is asked again before a new upload takes the place of a void one.
    let claimsAgain: Bool
    /// Whether the server said where the upload is before its creation was answered.
    var isPlaced = false
    /// Whether the upload was said to be complete, where that must be said.
    var isClosed = false
    /// Whether the object was asked for after its upload was gone.
    var hasAskedForObject = false
    var creations = 0
    /// Whether the server named a complete object that holds bytes we did not see acknowledged.
    var isAdopted = false

    /// Where an upload stands.
    public enum State: Sendable, Equatable {
        /// Nothing has been ordered.
        case idle
        /// What stands at the object's name is being asked.
        case claiming
        /// The creating request is under way, with the chunk it carries.
        case creating(Chunk?)
        /// The server is being asked where it stands.
        case locating
        /// A chunk is on its way.
        case sending(Chunk)
        /// All sealed bytes are there; more will come.
        case starved
        /// A failed request waits for its next attempt.
        case waiting(Resumption)
        /// A void upload is being given up at the server before a new one begins.
        case abandoning
        /// All bytes are there and are being compared.
        case confirming
        /// Done.
        case finished
        /// Given up.
        case failed
        /// Stopped by request.
        case cancelled
    }

    /// What follows a wait.
    public enum Resumption: Sendable, Equatable {
        /// The object's name is asked for.
        case claim
        /// The upload is created.
        case create
        /// The offset is asked.
        case locate
        /// The comparison is made again.
        case confirm
    }

    /// What happened.
    public enum Event: Sendable, Equatable {
        /// The shell is ready. With a location from an earlier run: what that run saw acknowledged, and the farthest
        /// byte it had on its way.
        case started(resuming: Resumed?)
        /// What stands at the object's name, judged.
        case claimed(NameClaim)
        /// While the creating request was under way the server said where the upload is.
        case placed
        /// While a request was under way the server said how many bytes it keeps for sure.
        case interim(offset: Int64)
        /// From now on chunks have so many bytes.
        case chunkBytes(Int64)
        /// The server narrows what chunks may be; holds for all that follow.
        case limited(ChunkLimits)
        /// The upload exists and holds that many bytes; whether it is complete where length does not decide.
        case created(offset: Int64, isComplete: Bool? = nil)
        /// The server says where it stands and, where it was told, the length of the object, and whether the upload is
        /// complete where length does not decide.
        case located(offset: Int64, length: Int64? = nil, isComplete: Bool? = nil)
        /// A chunk was answered with the server's new offset.
        case chunkAccepted(newOffset: Int64, isComplete: Bool? = nil)
        /// A request failed; the number in 0…1 is the draw for the back-off.
        case failed(UploadFailure, jitter: Double)
        /// The wait is over.
        case waitEnded
        /// More bytes are sealed; with a length nothing follows them.
        case sealed(bytes: Int64, length: Int64?)
        /// The void upload is given up, or could not be.
        case abandoned
        /// What arrived is what was sent.
        case confirmed
        /// Somebody asked to stop.
        case cancelRequested
    }

    /// An upload of an earlier run.
    public struct Resumed: Sendable, Equatable {
        /// Bytes that run saw acknowledged.
        public var acknowledged: Int64
        /// The farthest byte that run had on its way.
        public var highWater: Int64

        /// Creates a memory of an earlier run.
        public init(acknowledged: Int64, highWater: Int64) {
            self.acknowledged = acknowledged
            self.highWater = highWater
        }
    }

    /// What to do.
    public enum Action: Sendable, Equatable {
        /// Nothing.
        case none
        /// Ask what stands at the object's name.
        case claim
        /// Create the upload; with a chunk, send it in the same request. Never carries the last byte.
        case create(length: Int64?, with: Chunk?)
        /// Ask where the server stands.
        case locate
        /// Send the chunk; `declaring` is the length the server must be told now.
        case send(Chunk, declaring: Int64?)
        /// Wait, then report the end of the wait.
        case wait(seconds: Double, cause: RetryCause, failures: Int, error: FerryError)
        /// Give the void upload up at the server, if it still knows it.
        case abandon(lostBytes: Int64, cause: RetryCause)
        /// Compare what arrived with what was sent; with `needsHash` length alone proves nothing, because the server
        /// named an object that this upload did not fill itself.
        case confirm(needsHash: Bool)
        /// The object is there.
        case finish
        /// Give up.
        case fail(FerryError)
        /// Stop what is under way; what is at the server stays.
        case stop
    }

    /// Creates a machine.
    ///
    /// - Parameters:
    ///   - sealed: Bytes that will not change any more.
    ///   - length: Bytes of the object; `nil` while it grows.
    ///   - planner: Cuts chunks.
    ///   - policy: The retry rule of the file.
    ///   - createsWithBody: Whether the server takes bytes with the creating request.
    ///   - claimsName: Whether it must be asked first what stands at the object's name.
    ///   - claimsAgain: Whether it is asked again before a new upload takes the place of a void one.
    ///   - traits: What the protocol asks.
    ///   - maxFreshStarts: New uploads that may be begun when one becomes void.
    public init(
        sealed: Int64, length: Int64?, planner: ChunkPlanner, policy: RetryPolicy, createsWithBody: Bool,
        claimsName: Bool = false, claimsAgain: Bool = false, traits: UploadTraits = UploadTraits(),
        maxFreshStarts: Int = 1
    ) {
        precondition(sealed >= 0 && (length == nil || length == sealed), "a closed object is sealed to its end")
        state = .idle
        self.sealed = sealed
        self.length = length
        self.planner = traits.sendsWhole ? ChunkPlanner(chunkBytes: .max) : planner
        self.traits = traits
        self.claimsName = claimsName
        self.claimsAgain = claimsAgain
        budget = RetryBudget(policy: policy)
        self.createsWithBody = createsWithBody
        self.maxFreshStarts = maxFreshStarts
    }

    /// Bytes of a chunk, as things stand.
    public var chunkBytes: Int64 { planner.chunkBytes }

    /// The number of the chunk that holds a byte, as far as numbers follow offsets.
    public func chunkIndex(at offset: Int64) -> Int { planner.index(at: offset) }

    /// Whether nothing follows.
    public var isAtEnd: Bool {
        switch state {
        case .finished, .failed, .cancelled: true
        case .idle, .claiming, .creating, .locating, .sending, .starved, .waiting, .abandoning, .confirming: false
        }
    }
}
