public import FerryCore

/// The port that keeps webhooks until they are delivered or given up, and what became of them.
///
/// They are added by the commit that makes what they tell true: ``SessionChange/webhooks``. A write is durable when the call
/// returns. All functions throw `store.unavailable` when the store cannot be used, `spool.full` when it has no space.
public protocol WebhookStore: Sendable {
    /// Takes webhooks that are due at the store's time, those that have been due for longest first, in one commit.
    ///
    /// Each counts one attempt more and is not due again for so many seconds, so that one whose sender dies is sent again.
    func claimDue(limit: Int, forSeconds seconds: Double) async throws(FerryError) -> [OutgoingWebhook]

    /// When the next one is due; `nil` while none waits.
    func nextDue() async throws(FerryError) -> Timestamp?

    /// Writes what came of an attempt.
    ///
    /// - Returns: The webhook as it stands now; `nil` when there is none of that name that waits.
    func settle(_ id: WebhookID, _ outcome: WebhookOutcome) async throws(FerryError) -> OutgoingWebhook?

    /// One webhook, or `nil`.
    func webhook(_ id: WebhookID) async throws(FerryError) -> OutgoingWebhook?

    /// The webhooks of a session with what became of them, newest first, at most `limit`.
    func webhooks(ofSession id: SessionID, limit: Int) async throws(FerryError) -> [OutgoingWebhook]

    /// Forgets webhooks that were delivered or given up before a time, oldest first, at most `limit`.
    ///
    /// - Returns: How many there were.
    func forgetWebhooks(endedBefore time: Timestamp, limit: Int) async throws(FerryError) -> Int
}

/// What came of an attempt to deliver a webhook.
public enum WebhookOutcome: Sendable, Hashable {
    /// The receiver took it.
    case delivered(status: Int)
    /// It is to be tried again at that time.
    case retry(at: Timestamp, status: Int?, reason: String)
    /// It is given up.
    case failed(status: Int?, reason: String)
}
