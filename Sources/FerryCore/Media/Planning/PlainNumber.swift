/// Numbers of media on their way to text and to whole numbers. What a worker says about a stranger's file may be
/// anything, so nothing here traps.
enum PlainNumber {
    /// A number with at most two decimals, without a needless `.0`; whole from 1000 on.
    static func text(_ number: Double) -> String {
        guard number.isFinite, abs(number) < 1e15 else { return "unknown" }
        let rounded = abs(number) < 1000 ? (number * 100).rounded() / 100 : number.rounded()
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    /// The whole part, at least 0 and at most the limit; 0 for what is no number.
    static func whole(_ number: Double, atMost limit: Int64) -> Int64 {
        guard number > 0 else { return 0 }
        return number < Double(limit) ? Int64(number) : limit
    }
}
