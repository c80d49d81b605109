import HTTPTypes

extension HostBreaker.Ending {
    /// What a request's outcome says of its host.
    ///
    /// A status counts against the host only where it speaks of the host and not of this request: 408 (RFC 9110
    /// §15.5.9), 429 (RFC 6585 §4), and 5xx but those that stay the same (501, 505, 507, 508, 511).
    ///
    /// - Parameters:
    ///   - outcome: The reply or failure.
    ///   - serverDelay: Seconds the reply asked to wait.
    public init(_ outcome: Result<HTTPTransferResponse, HTTPTransferFailure>, serverDelay: Double?) {
        switch outcome {
        case .success(let response):
            self =
                Self.cause(ofStatus: response.head.status.code).map { .failed($0, serverDelay: serverDelay) }
                ?? .answered
        case .failure(let failure):
            switch failure.kind {
            case .connect, .tls, .timeout, .firstByte, .stall, .reset:
                self = .failed(RetryCause(failure.kind), serverDelay: nil)
            case .certificate, .source, .cancelled, .other: self = .unknown
            }
        }
    }

    private static func cause(ofStatus status: Int) -> RetryCause? {
        switch status {
        case 408: .status408
        case 429: .status429
        case 500, 502, 503, 504, 509, 520...599: .status5xx
        default: nil
        }
    }
}
