public import FerryCore

/// One recording of a batch as the ledger keeps it.
public struct BatchItem: Sendable, Equatable {
    /// Its number, in the order of listing.
    public var number: Int64
    /// What the catalog says of it.
    public var entry: CatalogEntry
    /// What was asked for it; see ``BatchPass/settings(of:)``.
    public var settings: String
    /// How it ended; `nil` while it is due.
    public var outcome: BatchOutcome?
    /// How often it was tried and failed.
    public var attempts: Int
    /// When it is due again; `nil` for at once.
    public var dueAt: Timestamp?
    /// What is known of its last end, or of an earlier one whose object may still stand.
    public var account: BatchAccount?
    /// When it was last written.
    public var updatedAt: Timestamp
    /// Bytes of the recording before its rendition took its place; `nil` where none did.
    public var originalBytes: Int64?

    /// Bytes of the recording that was worked on.
    public var sourceBytes: Int64 { originalBytes ?? entry.bytes }

    /// Creates an item.
    public init(
        number: Int64, entry: CatalogEntry, settings: String, outcome: BatchOutcome? = nil, attempts: Int = 0,
        dueAt: Timestamp? = nil, account: BatchAccount? = nil, updatedAt: Timestamp
    ) {
        self.number = number
        self.entry = entry
        self.settings = settings
        self.outcome = outcome
        self.attempts = attempts
        self.dueAt = dueAt
        self.account = account
        self.updatedAt = updatedAt
    }
}

/// What became of one recording: the numbers of its receipt that a report needs, or why it failed.
public struct BatchAccount: Sendable, Equatable, Codable {
    /// The job; `nil` for a recording that was never accepted.
    public var jobId: JobID?
    /// Bytes of the recording, where something else stands in its place now.
    public var sourceBytes: Int64?
    /// SHA-256 of the recording in lower-case hex.
    public var sha256: String?
    /// SHA-256 of what went out.
    public var renditionSHA256: String?
    /// Bytes of what went out.
    public var renditionBytes: Int64?
    /// Where it is.
    public var location: String?
    /// The object's name beneath the destination.
    public var objectName: String?
    /// What was done, such as `encode`.
    public var decision: MediaPlan.Decision?
    /// Why a rendition that was made was not used.
    public var refusal: MediaPlan.Refusal?
    /// Seconds of media that are missing.
    public var lostSeconds: Double?
    /// When it was accepted.
    public var acceptedAt: Timestamp?
    /// When its first byte was sent.
    public var sentAt: Timestamp?
    /// When it was over.
    public var endedAt: Timestamp?
    /// When its encode began.
    public var encodedAt: Timestamp?
    /// Seconds of its encode.
    public var encodeSeconds: Double?
    /// Seconds of sending.
    public var sendSeconds: Double?
    /// Body bytes that were sent again.
    public var resentBytes: Int64?
    /// Why it failed.
    public var error: FerryError?

    /// Creates an empty account.
    public init() {}

    /// Takes the numbers of a receipt.
    public init(_ receipt: Receipt) {
        jobId = receipt.jobId
        sha256 = receipt.source.sha256
        renditionSHA256 = receipt.rendition.sha256
        renditionBytes = receipt.rendition.bytes
        location = receipt.destination.location
        objectName = receipt.destination.objectName
        decision = receipt.plan.decision
        refusal = receipt.plan.refusedRendition
        lostSeconds = receipt.loss?.seconds
        acceptedAt = receipt.times.accepted
        sentAt = receipt.times.firstByteSent
        endedAt = receipt.times.delivered
        encodeSeconds = receipt.stages.encode?.seconds
        sendSeconds = receipt.stages.send?.seconds
        resentBytes = receipt.transfer.bytesResent
    }

    /// Keeps why it failed.
    public init(error: FerryError, jobId: JobID? = nil) {
        self.error = error
        self.jobId = jobId
    }
}
