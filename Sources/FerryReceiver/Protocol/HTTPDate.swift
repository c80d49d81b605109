import FerryCore

/// Dates in HTTP fields (RFC 9110 5.6.7, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The text of a time, whole seconds; times before the epoch are written as the epoch.
    static func text(_ time: Timestamp) -> String {
        let time = max(time, Timestamp(microseconds: 0))
        let dayNumber = Int(time.microseconds / 86_400_000_000)
        let parts = time.description.split(whereSeparator: { "-T.Z".contains($0) })
        guard parts.count >= 4, let month = Int(parts[1]), (1...12).contains(month) else { return "" }
        return "\(days[dayNumber % 7]), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }
}
