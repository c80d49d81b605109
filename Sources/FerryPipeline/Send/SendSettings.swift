public import FerryCore

/// How bytes are sent.
public struct SendSettings: Sendable {
    /// Bytes of a chunk, the last of an object may be shorter; `nil` fits them to the link, see ``ChunkSizer``.
    public var chunkBytes: Int64?
    /// Requests with body bytes that may be in flight at any instant in this process.
    public var slots: Int
    /// Whether ``slots`` is only where it begins, and more are taken while they are worth while; see ``SlotTuner``.
    public var tunesSlots: Bool
    /// The retry rule of each file.
    public var retry: RetryPolicy
    /// The time limits of each request.
    public var limits: TransferLimits
    /// How objects are named.
    public var name: ObjectNameTemplate
    /// What is said of each object beside its bytes.
    public var attributes: ObjectAttributes
    /// Whether one object may take several slots where the server joins partial uploads (tus, extension
    /// "Concatenation").
    public var concatenates: Bool
    /// Whether an object of another source that stands at a name may be replaced.
    public var overwrites: Bool

    /// Creates settings.
    public init(
        chunkBytes: Int64? = nil, slots: Int = 2, tunesSlots: Bool = false, retry: RetryPolicy = RetryPolicy(),
        limits: TransferLimits = TransferLimits(), name: ObjectNameTemplate = .standard,
        attributes: ObjectAttributes = ObjectAttributes(),
        overwrites: Bool = false, concatenates: Bool = false
    ) {
        self.concatenates = concatenates
        self.chunkBytes = chunkBytes
        self.slots = slots
        self.tunesSlots = tunesSlots
        self.retry = retry
        self.limits = limits
        self.name = name
        self.attributes = attributes
        self.overwrites = overwrites
    }
}
