/// The `Retry-After` field in seconds (RFC 9110 §10.2.3). The date form is read by the difference to the reply's own
/// `Date`, so that the local clock does not matter.
public enum RetryAfter {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds to wait; `nil` without the field, or where it is neither a number nor a date beside a date.
    ///
    /// - Parameters:
    ///   - field: `Retry-After` of a reply.
    ///   - date: `Date` of the same reply.
    public static func seconds(_ field: String?, date: String?) -> Double? {
        guard let field else { return nil }
        if let seconds = Double(field), seconds >= 0, seconds.isFinite { return seconds }
        guard let due = time(field), let now = date.flatMap(time) else { return nil }
        return max(0, due.seconds(since: now))
    }

    /// Reads an IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
    private static func time(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : String(month + 1)
        return Timestamp("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }
}
