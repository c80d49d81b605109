import FerryCore
import HTTPTypes
import Synchronization

/// One destination as this process sees it: its protocol, its credentials, and what it can do, asked once.
final class DestinationLink: Sendable {
    let storage: Storage
    private let authorizer: (any RequestAuthorizer)?
    private let transport: any HTTPTransport
    private let limits: TransferLimits
    private let clock: any FerryClock
    private let known = Mutex<UploadCapabilities?>(nil)
    private let preparations = Mutex<Set<String>>([])

    init(
        storage: Storage, authorizer: (any RequestAuthorizer)?, transport: any HTTPTransport, limits: TransferLimits,
        clock: any FerryClock
    ) {
        self.storage = storage
        self.authorizer = authorizer
        self.transport = transport
        self.limits = limits
        self.clock = clock
    }

    /// What came of one request.
    struct Reply: Sendable {
        var response: HTTPTransferResponse
        /// Whether the server refused the credentials and they were renewed: the same request may be sent again.
        var isRenewed = false
    }

    /// Sends one request of the dialect, with the credentials where they belong.
    func send(
        _ head: HTTPRequest, body: (any HTTPBodySource)? = nil, sha256: String? = nil,
        observesResponseBody: Bool = false,
        observe: @escaping @Sendable (HTTPTransferObservation) -> Void = { _ in }
    ) async throws(UploadFailure) -> Reply {
        let payload = RequestPayload(length: body?.length ?? 0, sha256: sha256)
        let isOurs = authorizer?.covers(head) ?? false
        let head = isOurs ? try await authorized(head, payload) : head
        let request = HTTPTransferRequest(
            head: head, body: body, limits: limits, observesResponseBody: observesResponseBody)
        let response: HTTPTransferResponse
        do throws(HTTPTransferFailure) { response = try await transport.send(request, observe: observe) } catch {
            throw UploadFailure(error)
        }
        guard isOurs, let authorizer, !response.head.status.kind.isFine else { return Reply(response: response) }
        return Reply(response: response, isRenewed: await authorizer.renew(after: response, now: clock.now()))
    }

    private func authorized(_ head: HTTPRequest, _ payload: RequestPayload) async throws(UploadFailure) -> HTTPRequest {
        do throws(FerryError) {
            return try await authorizer?.authorize(head, payload: payload, now: clock.now()) ?? head
        } catch {
            throw UploadFailure(.auth, error)
        }
    }

    /// Preparations that are remembered at most; then they are made again.
    private static let maxPreparations = 4096

    /// Whether a preparing request was not sent before by this process.
    func isFirst(of head: HTTPRequest) -> Bool {
        preparations.withLock { sent in
            if sent.count >= Self.maxPreparations { sent.removeAll() }
            return sent.insert("\(head.method.rawValue) \(head.path ?? "")").inserted
        }
    }

    /// Whether an answer will be the same the next time.
    private static func isLasting(_ status: Int) -> Bool {
        switch status {
        case 408, 425, 429, 500, 502...599: false
        default: true
        }
    }

    /// What the destination can do. Asked until it is answered; without an answer the protocol's core is taken for granted and creating
    /// will show.
    ///
    /// - Returns: The capabilities, and how many requests it took.
    func capabilities() async -> (UploadCapabilities, requests: Int) {
        if let known = known.withLock({ $0 }) { return (known, 0) }
        guard let request = storage.dialect.discover() else { return (storage.dialect.capabilities(from: nil), 0) }
        let reply = try? await send(request)
        let capabilities = storage.dialect.capabilities(from: reply?.response)
        if let reply, !reply.isRenewed, Self.isLasting(reply.response.head.status.code) {
            known.withLock { $0 = capabilities }
        }
        return (capabilities, 1)
    }
}

extension HTTPResponse.Status.Kind {
    /// Whether nothing was refused.
    fileprivate var isFine: Bool { self == .successful || self == .informational || self == .redirection }
}
