import FerryCore

/// A transport of a process that may be dead: it lets no request go out from then on.
struct MortalTransport: HTTPTransport {
    private let transport: any HTTPTransport
    private let isDead: @Sendable () -> Bool

    init(_ transport: any HTTPTransport, isDead: @escaping @Sendable () -> Bool) {
        self.transport = transport
        self.isDead = isDead
    }

    func send(
        _ request: HTTPTransferRequest, observe: @escaping @Sendable (HTTPTransferObservation) -> Void
    ) async throws(HTTPTransferFailure) -> HTTPTransferResponse {
        guard !isDead() else { throw HTTPTransferFailure(.cancelled, "the process is dead") }
        return try await transport.send(request, observe: observe)
    }

    func setSendRateLimit(_ bytesPerSecond: Int64?) { transport.setSendRateLimit(bytesPerSecond) }
}
