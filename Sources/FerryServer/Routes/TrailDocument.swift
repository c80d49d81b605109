import FerryCore
import FerrySessions

/// The trail of a session as the service shows it.
struct TrailDocument: Sendable, Codable {
    /// The entries, oldest first.
    var entries: [TrailEntryView]
}

/// One line of a trail.
struct TrailEntryView: Sendable, Codable {
    var sequence: Int64
    var time: Timestamp
    var action: AuditEntry.Action
    @Nullable var answerId: AnswerID?
    @Nullable var from: SessionState?
    var to: SessionState
    @Nullable var detail: String?

    init(_ entry: AuditEntry) {
        sequence = entry.sequence
        time = entry.time
        action = entry.action
        to = entry.to
        _answerId = Nullable(wrappedValue: entry.answerID)
        _from = Nullable(wrappedValue: entry.from)
        _detail = Nullable(wrappedValue: entry.detail)
    }
}
