/// What may be asked of a session.
public enum SessionMove: String, Sendable, Codable, CaseIterable {
    /// The next question.
    case next
    /// Rest.
    case pause
    /// Go on.
    case resume
    /// Put the manifest together and end it.
    case complete
    /// Begin again at the first question; former answers stay in the trail.
    case reset
    /// Give it up.
    case abandon
}
