/// One upload of one object over a protocol whose parts go in any order, several at once.
///
/// An event in, actions out; no clock, no chance, no network. The server is the authority: an upload of an earlier run
/// is listed and compared before anything is sent, and a reply that was lost is found out by asking before it counts
/// as a failure. The request that makes the object waits until the object is closed and released.
public struct PartsStateMachine: Sendable {
    /// Where the upload stands.
    public internal(set) var state: State = .idle
    /// The upload under way; `nil` before it is begun and for objects that go whole.
    public internal(set) var upload: PartsUpload?
    /// Bytes of the parts that the storage keeps in the present upload.
    public internal(set) var acknowledged: Int64 = 0
    /// New uploads begun after the first one became void.
    public internal(set) var freshStarts = 0
    /// Requests with body bytes that were ordered.
    public internal(set) var attempts = 0
    /// What the storage has not refused so far.
    public internal(set) var features: PartsFeatures

    let terms: Terms
    var budget: RetryBudget
    /// Bytes of the object; `nil` while it grows.
    var length: Int64?
    /// Bytes that will not change any more.
    var sealed: Int64
    /// Whether the object may be made: what goes out has been checked.
    var isReleased: Bool
    /// Whether an object that stands at the name may be replaced.
    var replaces = false
    /// Whether the name was looked at because the storage refused it.
    var hasLookedAtTaken = false
    /// Parts that may be under way at once.
    var width: Int
    var parts = PartsTable()
    /// Whether no new part is sent until a wait is over.
    var isHolding = false
    /// Seconds that the storage asked for while a wait was under way already.
    var owedDelay = 0.0
    /// Why the present upload is void.
    var voidCause: UploadFailure?
    /// What was said of the object at the name when it was last looked at.
    var found: ObjectFacts?
    /// The pages read so far.
    var listing: [ListedPart] = []
    var listedAfter: Int?

    /// What an upload goes by.
    public struct Terms: Sendable {
        /// How the object may be cut.
        public var limits: PartLimits
        /// Bytes of a part that are wanted.
        public var partBytes: Int64
        /// Objects of so many bytes or fewer go whole.
        public var maxWholeBytes: Int64
        /// Whether somebody has to look at the name before anything is sent.
        public var looksFirst: Bool
        /// The object's name, for errors.
        public var name: String
        /// Whose object it is.
        public var marker: ObjectMarker
        /// Whether an object of another source may be replaced.
        public var overwrites: Bool
        /// The retry rule of the file.
        public var policy: RetryPolicy
        /// New uploads that may be begun when one becomes void.
        public var maxFreshStarts: Int

        /// Creates terms.
        public init(
            limits: PartLimits, partBytes: Int64, maxWholeBytes: Int64, looksFirst: Bool, name: String,
            marker: ObjectMarker, overwrites: Bool = false, policy: RetryPolicy = RetryPolicy(), maxFreshStarts: Int = 1
        ) {
            self.limits = limits
            self.partBytes = partBytes
            self.maxWholeBytes = maxWholeBytes
            self.looksFirst = looksFirst
            self.name = name
            self.marker = marker
            self.overwrites = overwrites
            self.policy = policy
            self.maxFreshStarts = maxFreshStarts
        }
    }

    /// Creates a machine.
    ///
    /// - Parameters:
    ///   - sealed: Bytes that will not change any more.
    ///   - length: Bytes of the object; `nil` while it grows.
    ///   - isReleased: Whether what goes out has been checked already.
    ///   - features: What the storage is asked to do until it refuses.
    ///   - width: Parts that may be under way at once, at least 1.
    ///   - terms: What the upload goes by.
    public init(
        sealed: Int64, length: Int64?, isReleased: Bool = true, features: PartsFeatures, width: Int, terms: Terms
    ) {
        precondition(sealed >= 0 && (length == nil || length == sealed), "a closed object is sealed to its end")
        precondition(width >= 1, "an upload has one part under way at least")
        self.sealed = sealed
        self.length = length
        self.isReleased = isReleased
        self.features = features
        self.width = width
        self.terms = terms
        budget = RetryBudget(policy: terms.policy)
    }

    /// Whether nothing follows.
    public var isAtEnd: Bool {
        switch state {
        case .finished, .failed, .cancelled: true
        default: false
        }
    }

    /// Parts under way.
    public var partsUnderWay: Int { parts.underWay }

    /// The tags and checksums of all parts, in order; `nil` while one is missing.
    public var references: [PartReference]? { parts.references }
}
