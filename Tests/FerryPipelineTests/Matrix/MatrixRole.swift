/// What a request is for, in words that fit every protocol.
enum MatrixRole: String, Sendable, CaseIterable {
    /// Asks what the server can do.
    case discover
    /// Begins an upload, with or without bytes.
    case create
    /// Carries bytes of the object to an upload that stands.
    case send
    /// Asks where an upload or an object stands.
    case ask
    /// Makes an object of what was sent, where that is a request of its own.
    case finish
}
