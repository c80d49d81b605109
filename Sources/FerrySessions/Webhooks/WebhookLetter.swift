import Crypto
import FerryCore
import FerryPipeline
import FoundationEssentials
import HTTPTypes

/// A webhook on its way: the document, and the request that carries it.
struct WebhookLetter: Sendable {
    /// The document: `{event, id, time, session, answer, receipts}`.
    private struct Document: Encodable {
        var event: WebhookEvent
        var id: WebhookID
        var time: Timestamp
        var session: SessionSummaryView
        @Nullable var answer: AnswerView?
        var receipts: [Receipt]
    }

    /// The bytes that are signed and sent.
    let body: [UInt8]

    /// Writes the document.
    init(
        _ webhook: OutgoingWebhook, session: InterviewSession, answer: Answer?, receipts: [Receipt]
    ) throws(FerryError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = Document(
            event: webhook.draft.event, id: webhook.id, time: webhook.draft.time,
            session: SessionSummaryView(session), answer: answer.map(AnswerView.init),
            receipts: receipts)
        guard let data = try? encoder.encode(document) else {
            throw FerryError(.storeUnavailable, "the webhook cannot be written as JSON", input: webhook.id.rawValue)
        }
        body = Array(data)
    }

    /// The request, signed at that time.
    func request(to location: HTTPLocation, secret: Secret?, at now: Timestamp) -> HTTPTransferRequest {
        var fields: HTTPFields = [.contentType: "application/json", .userAgent: "mediaferry/\(FerryVersion.text)"]
        if let secret, let name = HTTPField.Name("X-MediaFerry-Signature") {
            fields[name] = Self.signature(of: body, by: secret, at: now)
        }
        return HTTPTransferRequest(
            head: location.request(.post, fields), body: DocumentBody(bytes: body),
            limits: TransferLimits(connectTimeout: 10, firstByteTimeout: 20, stallTime: 20), maxResponseBodyBytes: 0)
    }

    /// `t=UNIX,v1=HEX`: HMAC-SHA256 over the time, a dot, and the body.
    static func signature(of body: [UInt8], by secret: Secret, at now: Timestamp) -> String {
        let unix = String(Int64(now.secondsSinceEpoch))
        var hash = HMAC<SHA256>(key: SymmetricKey(data: Array(secret.revealed.utf8)))
        hash.update(data: Array("\(unix).".utf8))
        hash.update(data: body)
        let hex = hash.finalize().reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
        return "t=\(unix),v1=\(hex)"
    }
}
