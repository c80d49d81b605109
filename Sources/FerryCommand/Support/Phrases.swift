/// Numbers as people read them.
enum Phrases {
    /// Bytes with three digits and a unit of 1000: `1.23 MB`.
    static func bytes(_ count: Double) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var value = count
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(Int(value)) B" : "\(fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)) \(units[unit])"
    }

    /// Seconds as `0:42` or `1:02:03`; `-:--` while unknown.
    static func time(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite, seconds < 360_000 else { return "-:--" }
        let whole = Int(seconds.rounded(.up))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
    }

    /// A share of 1 as percent without decimals.
    static func percent(_ share: Double) -> String { "\(fixed(share * 100, 0)) %" }

    /// A number with that many decimals.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let whole = Int64((value * scale).rounded())
        guard decimals > 0 else { return String(whole) }
        let digits = String(whole.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return (whole < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
