extension Timestamp {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads a date of HTTP in the form that all senders must use, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section
    /// 5.6.7, IMF-fixdate); the day's name is not looked at. `nil` for anything else.
    public init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", parts[1].count == 2, parts[3].count == 4,
            let month = Self.months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month + 1
        self.init("\(parts[3])-\(number < 10 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z")
    }
}
