public import FerryCore

extension BatchReport {
    /// One item of a batch.
    public struct Item: Sendable, Equatable, Codable {
        /// The path beneath what was listed.
        public var name: String
        /// How it ended; `null` while it is due.
        @Nullable public var outcome: BatchOutcome?
        /// Bytes of the recording.
        public var bytes: Int64
        /// SHA-256 of the recording.
        @Nullable public var sha256: String?
        /// Bytes of what went out.
        @Nullable public var renditionBytes: Int64?
        /// SHA-256 of what went out.
        @Nullable public var renditionSha256: String?
        /// Where it is.
        @Nullable public var location: String?
        /// The job.
        @Nullable public var jobId: JobID?
        /// How often it failed.
        public var attempts: Int
        /// What was done, such as `encode`.
        @Nullable public var decision: MediaPlan.Decision?
        /// Why a rendition that was made was not used.
        @Nullable public var refusedRendition: MediaPlan.Refusal?
        /// Seconds of media that are missing.
        @Nullable public var lostSeconds: Double?
        /// When it was accepted, when its first byte was sent, and when it was over.
        @Nullable public var acceptedAt: Timestamp?
        /// When its first byte was sent.
        @Nullable public var sentAt: Timestamp?
        /// When it was over.
        @Nullable public var endedAt: Timestamp?
        /// When its encode began.
        @Nullable public var encodedAt: Timestamp?
        /// Seconds of its encode.
        @Nullable public var encodeSeconds: Double?
        /// Seconds of sending.
        @Nullable public var sendSeconds: Double?
        /// Body bytes that were sent again.
        @Nullable public var resentBytes: Int64?
        /// Why it failed the last time.
        @Nullable public var error: FerryError?

        /// Takes an item of the ledger.
        public init(_ item: BatchItem) {
            let account = item.account
            name = item.entry.name
            bytes = item.sourceBytes
            attempts = item.attempts
            _outcome = Nullable(wrappedValue: item.outcome)
            _sha256 = Nullable(wrappedValue: account?.sha256)
            _renditionBytes = Nullable(wrappedValue: account?.renditionBytes)
            _renditionSha256 = Nullable(wrappedValue: account?.renditionSHA256)
            _location = Nullable(wrappedValue: account?.location)
            _jobId = Nullable(wrappedValue: account?.jobId)
            _decision = Nullable(wrappedValue: account?.decision)
            _refusedRendition = Nullable(wrappedValue: account?.refusal)
            _lostSeconds = Nullable(wrappedValue: account?.lostSeconds)
            _acceptedAt = Nullable(wrappedValue: account?.acceptedAt)
            _sentAt = Nullable(wrappedValue: account?.sentAt)
            _endedAt = Nullable(wrappedValue: account?.endedAt)
            _encodedAt = Nullable(wrappedValue: account?.encodedAt)
            _encodeSeconds = Nullable(wrappedValue: account?.encodeSeconds)
            _sendSeconds = Nullable(wrappedValue: account?.sendSeconds)
            _resentBytes = Nullable(wrappedValue: account?.resentBytes)
            _error = Nullable(wrappedValue: account?.error)
        }
    }
}
