import FerryCore
import HTTPTypes
import Synchronization

/// One destination as this process sees it: its dialect, its credentials, and what it can do, asked once.
final class DestinationLink: Sendable {
    let dialect: any UploadDialect
    private let endpoint: HTTPLocation
    private let transport: any HTTPTransport
    private let settings: SendSettings
    private let known = Mutex<UploadCapabilities?>(nil)

    init(dialect: any UploadDialect, endpoint: HTTPLocation, transport: any HTTPTransport, settings: SendSettings) {
        self.dialect = dialect
        self.endpoint = endpoint
        self.transport = transport
        self.settings = settings
    }

    /// Sends one request of the dialect, with the credentials where they belong.
    func send(
        _ head: HTTPRequest, body: LayoutBody? = nil, observesResponseBody: Bool = false,
        observe: @escaping @Sendable (HTTPTransferObservation) -> Void = { _ in }
    ) async throws(HTTPTransferFailure) -> HTTPTransferResponse {
        var head = head
        if let token = settings.token, head.authority == endpoint.authority, head.scheme == endpoint.scheme {
            head.headerFields[.authorization] = "Bearer \(token)"
        }
        let request = HTTPTransferRequest(
            head: head, body: body, limits: settings.limits, observesResponseBody: observesResponseBody)
        return try await transport.send(request, observe: observe)
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
        guard let request = dialect.discover() else { return (UploadCapabilities(), 0) }
        let response = try? await send(request)
        let capabilities = dialect.capabilities(from: response)
        if let response, Self.isLasting(response.head.status.code) { known.withLock { $0 = capabilities } }
        return (capabilities, 1)
    }
}
