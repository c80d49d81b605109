/// Which stretches of a recording stand for the whole of it when settings are tried. A pure value.
///
/// Each lies within one piece, so a trial makes the same packets that the rendition would have there.
struct SampleWindows: Equatable {
    /// Seconds of a window.
    static let seconds = 4.0
    /// Up to so many seconds a recording is looked at as a whole.
    static let wholeSeconds = 20.0
    /// Windows at least and at most; there is one more for each five minutes.
    static let counts = 3...8

    /// The windows in ticks, in order, none over another.
    let ranges: [Range<Int64>]
    /// Whether they cover the recording.
    let isWhole: Bool

    /// The windows of a recording.
    init(seconds: Double, grid: PieceGrid, ticksPerSecond: Int64) {
        let length = Int64(Self.seconds * Double(ticksPerSecond))
        let end = Int64(max(1, min(seconds, 1e9)) * Double(ticksPerSecond)) + 1
        isWhole = seconds <= Self.wholeSeconds
        guard !isWhole else {
            // What lies behind the expected end belongs to the last piece.
            let last = grid.index(of: end)
            ranges = (0...last).map { grid.start(of: $0)..<($0 == last ? Int64.max : grid.start(of: $0 + 1)) }
            return
        }
        let count = min(Self.counts.upperBound, Self.counts.lowerBound + Int(seconds / 300))
        ranges = (0..<count).map { place in
            let middle = (Int64(place) * 2 + 1) * (end / Int64(2 * count))
            let start = Self.within(grid, start: middle - length / 2, length: length)
            return start..<start + length
        }
    }

    /// The nearest start from which the window does not pass a border.
    private static func within(_ grid: PieceGrid, start: Int64, length: Int64) -> Int64 {
        let piece = grid.index(of: start)
        let (border, latest) = (grid.start(of: piece + 1), grid.start(of: piece + 1) - length)
        guard start > latest else { return max(0, start) }
        return start - latest <= border - start ? latest : border
    }
}
