/// What a TCP sender allows itself on a lossy link, one round trip at a time: Reno's rules (RFC 5681), rounded to rounds.
///
/// A round sends one window and ends when its first bytes could be acknowledged. A full round without a loss doubles
/// the window up to the threshold, then adds a segment; a round with a loss halves it.
struct CongestionWindow: Sendable, Hashable {
    /// Payload bytes of a segment on Ethernet with time stamps.
    static let segment = 1448.0
    /// The first window (RFC 6928).
    static let first = 10 * segment
    /// The largest window, as senders' buffers usually end (`tcp_wmem` of Linux).
    static let largest = 4_194_304.0

    private(set) var bytes = first
    private var threshold = Double.infinity
    /// What the round may still send; below 0 where a block went beyond it.
    private var left = first
    private var roundEnds: Double?
    private var hasLost = false

    /// From when on the next bytes may leave; `nil` is now.
    var opensAt: Double? { left > 0 ? nil : roundEnds }

    /// Bytes leave at `now`; `acknowledged` is when their acknowledgement would be back, `hasLost` whether some are lost.
    mutating func sent(_ count: Int, at now: Double, acknowledged: Double, hasLost: Bool) {
        if let end = roundEnds, now >= end { nextRound() }
        if roundEnds == nil { roundEnds = acknowledged }
        if hasLost {
            self.hasLost = true
            // The window stays shut until the segment that was sent again is acknowledged.
            roundEnds = max(roundEnds ?? acknowledged, acknowledged)
        }
        left -= Double(count)
    }

    private mutating func nextRound() {
        if hasLost {
            threshold = max(bytes / 2, 2 * Self.segment)
            bytes = threshold
        } else if left <= 0 {
            bytes = bytes < threshold ? min(2 * bytes, threshold) : bytes + Self.segment
        }
        bytes = min(bytes, Self.largest)
        left = bytes + min(left, 0)
        roundEnds = nil
        hasLost = false
    }
}
