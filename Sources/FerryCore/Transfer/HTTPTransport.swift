public import HTTPTypes

/// The port through which every HTTP request to a storage leaves.
///
/// An implementation owns connections, TLS and time limits; it knows nothing of uploads. It follows no redirect, keeps
/// no cookie, retries nothing and never logs a header. Many requests may be under way at once.
public protocol HTTPTransport: Sendable {
    /// Sends one request and waits for its final reply.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - observe: Called from any thread while the request is under way, in order.
    /// - Returns: The final reply, whatever its status.
    /// - Throws: ``HTTPTransferFailure`` when no final reply came. Cancelling the task stops the transfer at once and
    ///   throws the kind ``HTTPTransferFailure/Kind/cancelled``.
    func send(
        _ request: HTTPTransferRequest, observe: @escaping @Sendable (HTTPTransferObservation) -> Void
    ) async throws(HTTPTransferFailure) -> HTTPTransferResponse

    /// Sets the limit for all body bytes of this transport together, in bytes a second; `nil` is no limit.
    ///
    /// It holds from now on, also for requests under way; lanes in use share it evenly.
    func setSendRateLimit(_ bytesPerSecond: Int64?)
}

/// What may be seen of a request under way.
public enum HTTPTransferObservation: Sendable, Equatable {
    /// So many body bytes of this request were handed to the network so far.
    case sent(bytes: Int64)
    /// The next bytes of the final reply's body came; only where the request asks for them.
    case received([UInt8])
    /// An interim reply (1xx) came.
    case informational(status: Int, headerFields: HTTPFields)
}
