import FerryCore
import FerryReceiver
import FerrySessions
import HTTPTypes
import NIOCore

/// Answers on their way in, and what becomes of them.
struct AnswerRoutes: Sendable {
    let service: HandOffService

    var routes: [ServiceRoute] {
        [
            ServiceRoute(.post, "/v1/sessions/{id}/answers", .sessions, answer),
            ServiceRoute(.get, "/v1/submissions/{id}", .read, submission),
            ServiceRoute(.get, "/v1/submissions/{id}/result", .read, result),
        ] + MediaKind.allCases.map(recording)
    }

    private func answer(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let id = exchange.sessionID
        try await service.checkOwner(of: id, exchange.grant)
        guard exchange.body.exists else {
            throw FerryError(.requestUnprocessable, "the request has no body", next: "send the answer in the body")
        }
        return try await take(id, try .body(contentType: exchange.fields[.contentType]), &exchange)
    }

    private func recording(_ kind: MediaKind) -> ServiceRoute {
        ServiceRoute(.put, "/v1/sessions/{id}/answers/{questionId}/\(kind.rawValue)", .media) {
            exchange async throws(FerryError) -> Reply in
            let id = exchange.sessionID
            try await service.checkOwner(of: id, exchange.grant)
            guard exchange.body.exists else {
                throw FerryError(.sourceEmpty, "the request has no body", next: "send the recording in the body")
            }
            let framing = AnswerFraming.raw(
                questionId: exchange.parameter("questionId"), kind, contentType: exchange.fields[.contentType])
            return try await take(id, framing, &exchange)
        }
    }

    /// Takes an answer in: what can refuse it is asked before its body is read, and the reply is sent when it is safe.
    private func take(
        _ id: SessionID, _ framing: AnswerFraming, _ exchange: inout ServiceExchange
    ) async throws(FerryError) -> Reply {
        let incoming = try await service.beginAnswer(
            in: id, framing, idempotencyKey: try Self.key(exchange.fields), contentLength: exchange.body.announced)
        do throws(FerryError) {
            while let bytes = try await exchange.next() {
                try await incoming.append(Array(bytes.readableBytesView))
            }
        } catch {
            await incoming.discard()
            throw error
        }
        switch try await service.accept(incoming) {
        case .accepted(let view):
            return try .json(view, status: .accepted, fields: [.location: view.links.status])
        case .repeated(let view): return try .json(view, fields: [.location: view.links.status])
        }
    }

    /// The key that a repeat is known by: visible ASCII, once.
    private static func key(_ fields: HTTPFields) throws(FerryError) -> String? {
        let keys = fields[values: .idempotencyKey]
        guard keys.count <= 1, keys.allSatisfy({ $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) else {
            throw FerryError(
                .requestMalformed, "the Idempotency-Key stands twice, or has other characters than visible ASCII",
                input: "Idempotency-Key")
        }
        return keys.first
    }

    private func submission(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let view = try await service.submission(SubmissionID(rawValue: exchange.parameter("id")))
        try await service.checkOwner(of: view.sessionId, exchange.grant)
        return try .json(view)
    }

    private func result(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let id = SubmissionID(rawValue: exchange.parameter("id"))
        try await service.checkOwner(of: try await service.session(of: id), exchange.grant)
        if let result = try await service.result(of: id) { return try .json(result) }
        let view = try await service.submission(id)
        let seconds = (view.estimatedSeconds ?? 2).rounded(.up).clamped(to: 1...60)
        return try .json(view, status: .accepted, fields: [.retryAfter: String(Int(seconds))])
    }
}
