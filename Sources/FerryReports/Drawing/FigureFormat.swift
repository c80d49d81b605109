/// How a figure is written for people: its unit, and three digits or so.
public enum FigureFormat: Sendable, Equatable {
    /// Things that are counted.
    case count
    /// Bytes, in steps of 1000.
    case bytes
    /// Bytes per second, in steps of 1000.
    case bytesPerSecond
    /// Seconds; minutes and hours when they are many, ms and µs when they are few.
    case seconds
    /// A share from 0 to 1, as per cent.
    case share
    /// A plain number.
    case number

    /// The figure as text; what is no number is a dash.
    public func text(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        switch self {
        case .count: return Decimals.text(value, digits: value == value.rounded() ? 0 : 1)
        case .bytes: return Self.scaled(value, "B")
        case .bytesPerSecond: return Self.scaled(value, "B/s")
        case .seconds: return Self.duration(value)
        case .share: return "\(Self.short(value * 100)) %"
        case .number: return Self.short(value)
        }
    }

    private static func scaled(_ value: Double, _ unit: String) -> String {
        var (rest, step) = (abs(value), 0)
        let prefixes = ["", "k", "M", "G", "T", "P"]
        while rest >= 999.5, step < prefixes.count - 1 {
            rest /= 1000
            step += 1
        }
        return "\(value < 0 ? "-" : "")\(short(rest)) \(prefixes[step])\(unit)"
    }

    private static func duration(_ seconds: Double) -> String {
        switch abs(seconds) {
        case 0: "0 s"
        case ..<0.001: "\(short(seconds * 1e6)) µs"
        case ..<1: "\(short(seconds * 1000)) ms"
        case ..<120: "\(short(seconds)) s"
        case ..<7200: "\(short(seconds / 60)) min"
        default: "\(short(seconds / 3600)) h"
        }
    }

    /// Three digits that say something.
    private static func short(_ value: Double) -> String {
        let digits = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : abs(value) >= 0.01 || value == 0 ? 2 : 4
        return Decimals.text(value, digits: digits, trimmed: true)
    }
}
