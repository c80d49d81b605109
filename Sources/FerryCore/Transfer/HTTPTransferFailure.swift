/// Why a request got no final reply.
public struct HTTPTransferFailure: Error, Sendable, Equatable {
    /// What failed.
    public var kind: Kind
    /// One clause in plain words, without secrets, such as `connection refused`.
    public var message: String
    /// Body bytes that had been handed to the network.
    public var sentBodyBytes: Int64
    /// The source's own error, where the body could not be read.
    public var sourceError: FerryError?

    /// The points at which a request can fail.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// No connection: name unknown, refused, unreachable, or not within its time.
        case connect
        /// TLS could not be agreed, or broke off.
        case tls
        /// The server's certificate, or ours, was refused.
        case certificate
        /// The reply began and did not end in time.
        case timeout
        /// The first byte of the reply did not come in time.
        case firstByte
        /// The body's average rate stayed below the limit for too long.
        case stall
        /// The connection broke, or the reply was cut short or was not HTTP.
        case reset
        /// The body could not be read.
        case source
        /// The task was cancelled.
        case cancelled
        /// Anything else, such as a URL that cannot be used.
        case other
    }

    /// Creates a failure.
    public init(_ kind: Kind, _ message: String, sentBodyBytes: Int64 = 0, sourceError: FerryError? = nil) {
        self.kind = kind
        self.message = message
        self.sentBodyBytes = sentBodyBytes
        self.sourceError = sourceError
    }
}
