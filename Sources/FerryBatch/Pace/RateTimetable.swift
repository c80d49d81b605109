public import FerryCore

/// How many bytes a second may be sent at which time of day, such as `08:00-18:00=2M,else=20M`. A value: the time and the
/// place's distance from UTC come from outside, so that a change of the clocks is nothing special.
public struct RateTimetable: Sendable, Equatable {
    /// A limit from one minute of the day to before another; one that ends before it begins goes over midnight.
    struct Window: Sendable, Equatable {
        var from: Int
        var to: Int
        var limit: Int64?

        func holds(_ minute: Int) -> Bool {
            from <= to ? (from..<to).contains(minute) : minute >= from || minute < to
        }
    }

    private let windows: [Window]
    private let otherwise: Int64?

    /// The same limit at all times; `nil` is none.
    public init(_ limit: Int64?) {
        windows = []
        otherwise = limit
    }

    /// Reads a timetable: one rate, or times with their rates and `else`, separated by commas; of two that hold, the first
    /// counts. `none` is no limit. `nil` for what cannot be read.
    ///
    /// - Parameter rate: Reads a rate in bytes a second; `nil` for what is none.
    public init?(_ text: String, rate: (String) -> Int64?) {
        var windows: [Window] = []
        var otherwise: Int64?
        var hasElse = false
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        for part in parts {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            let limit = sides.last == "none" ? nil : sides.last.flatMap(rate)
            guard limit != nil || sides.last == "none" else { return nil }
            switch (sides.count, sides.first) {
            case (1, _) where parts.count == 1, (2, "else") where !hasElse:
                otherwise = limit
                hasElse = true
            case (2, let times?):
                guard let window = Self.window(times, limit) else { return nil }
                windows.append(window)
            default: return nil
            }
        }
        self.windows = windows
        self.otherwise = otherwise
    }

    /// Whether the limit is the same at all times.
    public var isConstant: Bool { windows.isEmpty }

    /// The limit at a time; `nil` is none.
    ///
    /// - Parameter secondsFromUTC: By how much the clocks of the place are before UTC at that time.
    public func limit(at time: Timestamp, secondsFromUTC: Int) -> Int64? {
        let second = (time.microseconds / 1_000_000 + Int64(secondsFromUTC)) % 86_400
        let minute = Int((second + 86_400) % 86_400 / 60)
        return windows.first { $0.holds(minute) }.map(\.limit) ?? otherwise
    }

    /// The lowest limit of all, to plan by; `nil` where there is none at any time.
    public var lowest: Int64? { (windows.map(\.limit) + [otherwise]).compactMap(\.self).min() }

    private static func window(_ text: String, _ limit: Int64?) -> Window? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { minute(String($0)) }
        guard ends.count == 2, let from = ends[0], let to = ends[1], from != to, from < 1440 else { return nil }
        return Window(from: from, to: to == 1440 ? 0 : to, limit: limit)
    }

    /// The minute of the day of a text such as `08:30`; `24:00` is the end of the day.
    private static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isWholeNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...59).contains(minute), (0...24).contains(hour),
            hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }
}
