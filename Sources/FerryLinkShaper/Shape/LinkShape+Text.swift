import FerryCore

/// A text that describes no link.
public struct LinkShapeFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The part of the text that is at fault, such as `delay=-1`.
    public var part: String
    /// What is wrong with it, and what would be right.
    public var reason: String

    /// Both in one sentence.
    public var description: String { part.isEmpty ? reason : "\(part): \(reason)" }
}

extension LinkShape {
    /// Reads a shape: parts `KEY=VALUE` with commas between, in any order, each at most once.
    ///
    /// | part | value |
    /// |---|---|
    /// | `rate` | bits a second: a number with k, M or G (1000) or none, `bit` may follow: `50M`, `2.5Mbit` |
    /// | `delay` | one way: `40ms`, `0.04s`; a plain number is seconds |
    /// | `loss` | a share of the segments: `1%` or `0.01` |
    /// | `blackout` | how long out of how long: `3s/20s` |
    ///
    /// - Throws: ``LinkShapeFault`` that names the part.
    public init(_ text: String) throws(LinkShapeFault) {
        self.init()
        var seen: Set<Substring> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let equals = part.firstIndex(of: "=") else {
                throw LinkShapeFault(part: String(part), reason: "a part is KEY=VALUE, such as rate=50M")
            }
            let key = part[..<equals]
            let fault = try take(key, part[part.index(after: equals)...])
            let isNew = seen.insert(key).inserted
            if let reason = isNew ? fault : "\(key) is named twice" {
                throw LinkShapeFault(part: String(part), reason: reason)
            }
        }
    }

    /// Takes one part; says what is wrong with it, `nil` for nothing.
    private mutating func take(_ key: Substring, _ value: Substring) throws(LinkShapeFault) -> String? {
        switch key {
        case "rate":
            guard let rate = Self.rate(value) else { return "a rate is 1k to 100G bits a second, such as 50M" }
            bitsPerSecond = rate
        case "delay":
            guard let delay = Self.seconds(value), Self.delays.contains(delay) else {
                return "a delay is 0 to 60 seconds one way, such as 40ms"
            }
            self.delay = delay
        case "loss":
            guard let loss = Self.share(value) else { return "a loss is 0 to 50 percent, such as 1%" }
            self.loss = loss
        case "blackout":
            guard let blackout = Self.blackout(value) else {
                return "a blackout is how long out of how long, such as 3s/20s, the first below the second"
            }
            self.blackout = blackout
        default: return "the parts are rate, delay, loss and blackout"
        }
        return nil
    }

    private static func rate(_ text: Substring) -> Double? {
        let text = text.hasSuffix("bit") ? text.dropLast(3) : text
        let factors: [Character: Double] = ["k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9]
        let factor = text.last.flatMap { factors[$0] }
        guard let number = number(factor == nil ? text : text.dropLast()) else { return nil }
        let rate = number * (factor ?? 1)
        return rates.contains(rate) ? rate : nil
    }

    private static func seconds(_ text: Substring) -> Double? {
        if text.hasSuffix("ms") { return number(text.dropLast(2)).map { $0 / 1000 } }
        return number(text.hasSuffix("s") ? text.dropLast() : text)
    }

    private static func share(_ text: Substring) -> Double? {
        let share = text.hasSuffix("%") ? number(text.dropLast()).map { $0 / 100 } : number(text)
        return share.flatMap { losses.contains($0) ? $0 : nil }
    }

    private static func blackout(_ text: Substring) -> Blackout? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = seconds(parts[0]), let period = seconds(parts[1]),
            periods.contains(period), length > 0, length < period
        else { return nil }
        return Blackout(seconds: length, every: period)
    }

    /// A plain decimal number: digits with at most one point, no sign, no exponent.
    private static func number(_ text: Substring) -> Double? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
        return Double(text)
    }
}

extension LinkShape: CustomStringConvertible {
    /// The shape as text that reads back to the same; empty for a link without any limit.
    public var description: String {
        var parts: [String] = []
        if let bitsPerSecond { parts.append("rate=\(Self.rateText(bitsPerSecond))") }
        if delay > 0 { parts.append("delay=\(Self.text(delay * 1000))ms") }
        if loss > 0 { parts.append("loss=\(Self.text(loss * 100))%") }
        if let blackout { parts.append("blackout=\(Self.text(blackout.seconds))s/\(Self.text(blackout.period))s") }
        return parts.joined(separator: ",")
    }

    private static func rateText(_ rate: Double) -> String {
        for (factor, suffix) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where rate >= factor {
            return text(rate / factor) + suffix
        }
        return text(rate)
    }

    /// A number with at most six decimals, without an exponent.
    private static func text(_ number: Double) -> String {
        let millionths = Int64((number * 1e6).rounded())
        let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest > 0 else { return String(whole) }
        var digits = String(repeating: "0", count: 6 - String(rest).count) + String(rest)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
