/// What came of one cell.
enum MatrixMark: Sendable, Hashable {
    /// One object, bit for bit.
    case delivered
    /// One clear error that names the cause.
    case clearError(String)
    /// The fault was never met: the protocol or this run has no such request.
    case notMet
    /// Something that must not be, in words.
    case wrong([String])
}
