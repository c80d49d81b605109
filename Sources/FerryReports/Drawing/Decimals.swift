/// Numbers as decimal text, the same in every locale.
enum Decimals {
    /// - Parameters:
    ///   - digits: Digits behind the point, 0 to 6.
    ///   - trimmed: Leaves out zeros at the end.
    static func text(_ value: Double, digits: Int, trimmed: Bool = false) -> String {
        guard value.isFinite else { return "–" }
        let power = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6][min(max(digits, 0), 6)]
        let scaled = (abs(value) * power).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let (whole, rest) = Int64(scaled).quotientAndRemainder(dividingBy: Int64(power))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        var behind = String(rest)
        behind = String(repeating: "0", count: digits - behind.count) + behind
        if trimmed { while behind.hasSuffix("0") { behind.removeLast() } }
        return behind.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(behind)"
    }
}
