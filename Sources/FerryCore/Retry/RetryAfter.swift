/// The `Retry-After` field in seconds (RFC 9110 §10.2.3). The date form is read by the difference to the reply's own
/// `Date`, so that the local clock does not matter.
public enum RetryAfter {
    /// Seconds to wait; `nil` without the field, or where it is neither a number nor a date beside a date.
    ///
    /// - Parameters:
    ///   - field: `Retry-After` of a reply.
    ///   - date: `Date` of the same reply.
    public static func seconds(_ field: String?, date: String?) -> Double? {
        guard let field else { return nil }
        if let seconds = Double(field), seconds >= 0, seconds.isFinite { return seconds }
        guard let due = Timestamp(httpDate: field), let now = date.flatMap({ Timestamp(httpDate: $0) }) else {
            return nil
        }
        return max(0, due.seconds(since: now))
    }
}
