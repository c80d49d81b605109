import FerryCore
import HTTPTypes
import Synchronization

/// Answers requests from a list and keeps what was asked.
final class ScriptedTransport: HTTPTransport {
    struct Request: Sendable {
        var head: HTTPRequest
        var body: String
    }

    private let replies: Mutex<[Result<HTTPTransferResponse, HTTPTransferFailure>]>
    private let seen = Mutex<[Request]>([])

    init(_ replies: [Result<HTTPTransferResponse, HTTPTransferFailure>]) { self.replies = Mutex(replies) }

    /// All requests so far.
    var requests: [Request] { seen.withLock { $0 } }

    func send(
        _ request: HTTPTransferRequest, observe: @escaping @Sendable (HTTPTransferObservation) -> Void
    ) async throws(HTTPTransferFailure) -> HTTPTransferResponse {
        let body = Self.text(request.body)
        seen.withLock { $0.append(Request(head: request.head, body: body)) }
        let reply = replies.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let reply else { throw HTTPTransferFailure(.other, "no reply is scripted") }
        return try reply.get()
    }

    func setSendRateLimit(_ bytesPerSecond: Int64?) {}

    private static func text(_ body: (any HTTPBodySource)?) -> String {
        guard let body else { return "" }
        var bytes = [UInt8](repeating: 0, count: Int(body.length))
        let count = bytes.withUnsafeMutableBytes { try? body.read(into: $0, at: 0) }
        return String(decoding: bytes.prefix(count ?? 0), as: UTF8.self)
    }
}
