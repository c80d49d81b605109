/// Why a request is tried again; the label of retry counters everywhere.
public enum RetryCause: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    /// No connection.
    case connect
    /// TLS could not be agreed.
    case tls
    /// A reply began and did not end in time.
    case timeout
    /// The reply did not begin in time.
    case firstByte
    /// The body was too slow for too long.
    case stall
    /// The connection broke.
    case reset
    /// The server waited too long for us (408).
    case status408
    /// Another writer holds the upload (423).
    case status423
    /// Too many requests (429).
    case status429
    /// The server failed (5xx).
    case status5xx
    /// A chunk arrived with another checksum.
    case checksum
    /// The server stands at another offset.
    case offset
    /// Credentials were refused.
    case auth
    /// The upload at the server is gone.
    case expired
    /// Anything else.
    case other

    /// The cause that a broken transfer counts as.
    public init(_ kind: HTTPTransferFailure.Kind) {
        self =
            switch kind {
            case .connect: .connect
            case .tls, .certificate: .tls
            case .timeout: .timeout
            case .firstByte: .firstByte
            case .stall: .stall
            case .reset: .reset
            case .source, .cancelled, .other: .other
            }
    }
}
