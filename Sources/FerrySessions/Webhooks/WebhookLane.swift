import FerryCore
import FerryPipeline
import HTTPTypes
import Logging

/// Sends webhooks as they become due, a few at a time, until the task is cancelled.
///
/// Each attempt is written down before and after: one whose sender dies is sent again under the same name.
struct WebhookLane: Sendable {
    /// Webhooks under way at once.
    static let width = 8
    /// Seconds in which an attempt must come to something before another one takes it up.
    static let claimSeconds = 120.0
    /// Seconds between two looks while nothing wakes it.
    static let lookSeconds = 1.0
    /// Seconds for which what became of a webhook is remembered; thirty days.
    static let keptSeconds = 30 * 86_400.0

    let store: any WebhookStore
    let sessions: any SessionStore
    let jobs: any JobStore
    let transport: any HTTPTransport
    /// Where they go; `nil`: nobody is told, and they are written down as given up.
    let location: HTTPLocation?
    let secret: Secret?
    let clock: any FerryClock
    let policy: WebhookPolicy
    let logger: Logger

    func run() async {
        while (try? await clock.sleep(seconds: Self.lookSeconds)) != nil {
            while let due = try? await store.claimDue(limit: Self.width, forSeconds: Self.claimSeconds), !due.isEmpty {
                await withTaskGroup(of: Void.self) { group in
                    for webhook in due { group.addTask { await deliver(webhook) } }
                }
                guard !Task.isCancelled else { return }
            }
            let old = clock.now().advanced(bySeconds: -Self.keptSeconds)
            _ = try? await store.forgetWebhooks(endedBefore: old, limit: 100)
        }
    }

    private func deliver(_ webhook: OutgoingWebhook) async {
        guard let location else {
            _ = try? await store.settle(webhook.id, .failed(status: nil, reason: "no receiver is configured"))
            return
        }
        let (status, reason) = await attempt(webhook, location)
        guard reason != Self.stopped else { return }
        let outcome = policy.outcome(status: status, reason: reason, attempts: webhook.attempts, at: clock.now())
        _ = try? await store.settle(webhook.id, outcome)
        logger.info(
            "webhook",
            metadata: [
                "webhook": "\(webhook.id)", "event": "\(webhook.draft.event.rawValue)",
                "attempt": "\(webhook.attempts)",
                "status": "\(status.map(String.init) ?? "none")",
            ])
    }

    private static let stopped = "stopped"

    private func attempt(_ webhook: OutgoingWebhook, _ location: HTTPLocation) async -> (status: Int?, reason: String?)
    {
        do throws(FerryError) {
            let letter = try await letter(webhook)
            let request = letter.request(to: location, secret: secret, at: clock.now())
            do throws(HTTPTransferFailure) {
                return (try await transport.send(request) { _ in }.head.status.code, nil)
            } catch {
                return (nil, error.kind == .cancelled ? Self.stopped : error.message)
            }
        } catch {
            return (nil, error.message)
        }
    }

    private func letter(_ webhook: OutgoingWebhook) async throws(FerryError) -> WebhookLetter {
        let id = webhook.draft.sessionID
        guard let session = try await sessions.session(id) else { throw HandOffService.unknown(id) }
        var answer: Answer?
        if let id = webhook.draft.answerID { answer = try await sessions.answer(id) }
        var receipts: [Receipt] = []
        for media in answer?.media ?? [] {
            if let receipt = try await jobs.job(media.jobId)?.deliveredReceipt { receipts.append(receipt) }
        }
        return try WebhookLetter(webhook, session: session, answer: answer, receipts: receipts)
    }
}
