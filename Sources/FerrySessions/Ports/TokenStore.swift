public import FerryCore

/// The port that keeps the access tokens of the service: their hashes, never themselves.
///
/// All functions throw `store.unavailable` when the store cannot be used.
public protocol TokenStore: Sendable {
    /// Adds a token, durable when the call returns.
    func add(_ token: AccessToken) async throws(FerryError)

    /// All tokens, oldest first. There are few of them: one for each program or user that may connect.
    func tokens() async throws(FerryError) -> [AccessToken]

    /// Forgets a token; whether there was one of that name.
    func remove(token id: String) async throws(FerryError) -> Bool
}

/// The right of whoever shows a secret to use a part of the service.
public struct AccessToken: Sendable, Equatable, Codable {
    /// The token's own name, which may be shown; the secret begins with it.
    public var id: String
    /// SHA-256 of the secret in lower-case hex.
    public var sha256: String
    /// What it may do.
    public var scopes: Set<AccessScope>
    /// Whose sessions it may touch; `nil`: everybody's.
    public var userID: String?
    /// When it was made.
    public var createdAt: Timestamp

    /// Creates a record.
    public init(id: String, sha256: String, scopes: Set<AccessScope>, userID: String?, createdAt: Timestamp) {
        self.id = id
        self.sha256 = sha256
        self.scopes = scopes
        self.userID = userID
        self.createdAt = createdAt
    }
}

/// What a token may do.
public enum AccessScope: String, Sendable, Codable, CaseIterable {
    /// Look at sessions, submissions, jobs, progress and events.
    case read
    /// Begin, move and recover sessions, and hand answers off.
    case sessions
    /// Hand media in: answers with media, and uploads.
    case media
    /// Pause, resume, retry and cancel.
    case control
    /// Flags, maintenance, monitoring and analytics of all users.
    case admin
}
