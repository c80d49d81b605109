/// Whether an upload that dies at a known moment will be finished before, at the rate that was measured.
///
/// Times are seconds on any one clock; what the server says is a rest of life by its own clock, so that the clocks need
/// not agree.
public struct UploadLifetime: Sendable, Hashable {
    /// When the upload dies, as last heard.
    public private(set) var deadline: Double?
    /// Seconds it lived when it was new; `nil` for one of an earlier run, whose beginning nobody heard.
    private var whole: Double?
    /// Whether the next word of the server is about a new upload.
    private var isNew = false
    /// Replies to chunks that did not move the deadline.
    private var unmoved = 0
    /// How much of what is needed is kept in hand.
    private static let margin = 1.2
    /// Seconds by which a deadline must move to count as moved.
    private static let step = 1.0

    /// Nothing is known.
    public init() {}

    /// What is to be done about it.
    public enum Verdict: Sendable, Hashable {
        /// It will be finished in time, or nothing is known.
        case fine
        /// It dies before it is finished, and a new one would not: begin anew now instead of sending bytes for nothing.
        case renew(needed: Double, left: Double)
        /// Not even a new one would be finished in time at this rate. Rates change: this is worth a word, not an end.
        case hopeless(needed: Double, whole: Double)
    }

    /// The server said how long the upload will live.
    public mutating func heard(expiresIn: Double, now: Double) {
        let next = now + expiresIn
        if let deadline, next - deadline < Self.step {
            unmoved += 1
        } else {
            if isNew || deadline != nil { whole = max(whole ?? expiresIn, expiresIn) }
            unmoved = 0
        }
        isNew = false
        deadline = max(deadline ?? next, next)
    }

    /// A new upload begins: only how long the last one lived is remembered.
    public mutating func beganAnew() {
        deadline = nil
        unmoved = 0
        isNew = true
    }

    /// Judges before the next chunk.
    ///
    /// A server that moves the deadline with every chunk never lets an upload die that goes on; only one that left it
    /// where it was for two chunks is taken at its word. Nothing is said of an upload whose whole life is unknown: a new
    /// one might not live longer.
    ///
    /// - Parameter bytesPerSecond: The rate to judge by. A short slow while must not decide: it costs the bytes that are
    ///   there already.
    public func verdict(now: Double, remainingBytes: Int64, totalBytes: Int64, bytesPerSecond: Double?) -> Verdict {
        guard let deadline, let whole, unmoved >= 2, let rate = bytesPerSecond, rate > 0 else { return .fine }
        let needed = Double(remainingBytes) / rate * Self.margin
        let left = deadline - now
        guard needed > left else { return .fine }
        let anew = Double(totalBytes) / rate * Self.margin
        return anew <= whole ? .renew(needed: needed, left: left) : .hopeless(needed: anew, whole: whole)
    }
}
