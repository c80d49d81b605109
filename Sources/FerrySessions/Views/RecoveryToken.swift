public import FerryCore

/// A token that opens one session of one user again.
public struct RecoveryToken: Sendable, Equatable, Codable {
    /// The token, a signed JWT.
    public var token: String
    /// When it ends.
    public var expiresAt: Timestamp

    /// Creates a token's document.
    public init(token: String, expiresAt: Timestamp) {
        self.token = token
        self.expiresAt = expiresAt
    }
}

/// What a clean-up removed, or would remove.
public struct CleanUpReport: Sendable, Equatable, Codable {
    /// The sessions.
    public var sessions: [SessionID]
    /// Bytes of their spool.
    public var bytes: Int64

    /// Creates a report.
    public init(sessions: [SessionID], bytes: Int64) {
        self.sessions = sessions
        self.bytes = bytes
    }
}
