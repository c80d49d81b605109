import FerryCore

extension Timestamp {
    /// The date of RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
    var httpDate: String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // RFC 3339 in UTC: year, month, day at fixed places.
        let text = description
        let part = { (from: Int, count: Int) in String(text.dropFirst(from).prefix(count)) }
        let day = Int((secondsSinceEpoch / 86_400).rounded(.down))
        let month = Int(part(5, 2)).map { months[($0 - 1) % 12] } ?? ""
        return "\(days[((day % 7) + 7) % 7]), \(part(8, 2)) \(month) \(part(0, 4)) \(part(11, 8)) GMT"
    }
}
