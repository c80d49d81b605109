/// Gives packets of pieces that were encoded apart the decoding times that one encoder would have given them. A pure value.
///
/// The n-th packet is decoded when the frame `delay` places before the n-th is shown: so times rise, and none is later
/// than the packet's own presentation (ISO/IEC 14496-10 annex C.4; every piece is a closed set of frames).
struct DecodingTimes: Equatable {
    /// Ticks between two frames before the first one, at most.
    private let longestStep: Int64
    private let delay: Int
    /// The presentation times of the last `delay` frames, rising.
    private var earlier: [Int64] = []
    private var isAtStart = true

    /// - Parameters:
    ///   - delay: Frames by which the encoder's order may differ from the order of presentation.
    ///   - ticksPerSecond: Ticks of a second.
    init(delay: Int, ticksPerSecond: Int64) {
        self.delay = max(0, delay)
        longestStep = max(1, ticksPerSecond / 10)
    }

    /// The decoding times of a piece's packets, from their presentation times in decoding order.
    mutating func times(for presentations: [Int64]) -> [Int64] {
        let sorted = presentations.sorted()
        if let first = sorted.first {
            let step = sorted.count > 1 ? min(max(1, sorted[1] - first), longestStep) : longestStep
            let near = (0..<delay).map { first - Int64(delay - $0) * step }
            // Behind a pause frames are decoded shortly before they are shown, not when the pause began.
            earlier = isAtStart ? near : zip(earlier, near).map(max)
            isAtStart = false
        }
        let line = earlier + sorted
        earlier = Array(line.suffix(delay))
        return Array(line.prefix(sorted.count))
    }
}
