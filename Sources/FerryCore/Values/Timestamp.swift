/// A point in time with microseconds, written as RFC 3339 in UTC: `2026-11-21T07:32:05.123456Z`.
///
/// Core has no clock; shells make these from theirs.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public var microseconds: Int64

    /// Wraps microseconds since the epoch.
    public init(microseconds: Int64) { self.microseconds = microseconds }
    /// Wraps seconds since the epoch.
    public init(secondsSinceEpoch: Double) { microseconds = Int64((secondsSinceEpoch * 1e6).rounded()) }

    /// Seconds since the epoch.
    public var secondsSinceEpoch: Double { Double(microseconds) / 1e6 }

    /// The time that many seconds later.
    public func advanced(bySeconds seconds: Double) -> Timestamp {
        Timestamp(microseconds: microseconds + Int64((seconds * 1e6).rounded()))
    }

    /// Seconds from `earlier` to this time; negative when it is later.
    public func seconds(since earlier: Timestamp) -> Double { Double(microseconds - earlier.microseconds) / 1e6 }

    /// Earlier comes first.
    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool { lhs.microseconds < rhs.microseconds }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339, UTC, always six digits of fraction.
    public var description: String {
        let second = Int64(1_000_000)
        let (days, inDay) = Self.divide(microseconds, by: 86_400 * second)
        let date = Self.civil(daysSinceEpoch: days)
        let seconds = inDay / second
        func pad(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))"
        let time = "\(pad(seconds / 3600, 2)):\(pad(seconds / 60 % 60, 2)):\(pad(seconds % 60, 2))"
        return "\(day)T\(time).\(pad(inDay % second, 6))Z"
    }

    static func divide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// The proleptic Gregorian date of a day number; eras of 400 years that begin on 1 March, as in ISO 8601 calendars.
    private static func civil(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = divide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Timestamp: Codable {
    /// Reads an RFC 3339 text in UTC.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let parsed = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time in UTC")
        }
        self = parsed
    }

    /// Writes RFC 3339.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
