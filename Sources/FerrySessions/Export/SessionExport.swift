public import FerryCore

/// A session with everything that is known of it (`mediaferry.session/1`).
public struct SessionExport: Sendable, Encodable {
    /// `mediaferry.session/1`.
    public var schema = "mediaferry.session/1"
    /// The session with its current answers.
    public var session: SessionView
    /// Answers whose place was taken.
    public var superseded: [AnswerView]
    /// What was done, oldest first.
    public var trail: [AuditEntry]
    /// What `complete` put together; `null` before.
    @Nullable public var manifest: SessionManifest?
    /// The receipts of all media that was delivered.
    public var receipts: [Receipt]
    /// When it was written.
    public var exportedAt: Timestamp
}
