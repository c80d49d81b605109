import FerryCore

/// One request on its way to the engine's thread.
struct CurlSubmission: Sendable {
    /// The number by which it can be cancelled.
    var id: UInt64
    /// What to send.
    var request: HTTPTransferRequest
    /// Who wants to see it under way.
    var observe: @Sendable (HTTPTransferObservation) -> Void
    /// Who waits; resumed exactly once.
    var continuation: CheckedContinuation<Result<HTTPTransferResponse, HTTPTransferFailure>, Never>
}
