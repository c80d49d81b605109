/// An average over the last seconds, in constant memory.
///
/// The window is kept in ``slices`` equal parts, so a verdict may come up to one part late and never early.
struct RateWindow {
    /// Into how many parts the window is cut.
    static let slices = 16

    private let span: Double
    private let leastBytes: Double
    private let begin: Double
    private var total: Int64 = 0
    /// The running total at the end of each part that saw bytes, oldest first; at most `slices` + 2 of them.
    private var marks: [(slice: Int, total: Int64)] = []

    /// A window of `span` seconds, at least a millisecond, that begins at `begin` and wants `rate` bytes a second.
    init(span: Double, rate: Int64, begin: Double) {
        self.span = span > 0.001 ? span : 0.001
        self.begin = begin
        leastBytes = Double(rate) * self.span
    }

    /// How long one part of the window is.
    var resolution: Double { span / Double(Self.slices) }

    /// Bytes came through.
    mutating func add(_ bytes: Int64, at now: Double) {
        total += bytes
        let slice = Int((now - begin) / resolution)
        if let last = marks.last, last.slice == slice {
            marks[marks.count - 1].total = total
        } else {
            marks.append((slice, total))
        }
        dropPassed(now)
    }

    /// Whether the average of the last `span` seconds lies below the wanted rate.
    func isTooSlow(at now: Double) -> Bool {
        guard now - begin >= span else { return false }
        return Double(total - totalBefore(now - span)) < leastBytes
    }

    private func end(of slice: Int) -> Double { begin + Double(slice + 1) * resolution }

    private func totalBefore(_ time: Double) -> Int64 {
        marks.last { end(of: $0.slice) <= time }?.total ?? 0
    }

    private mutating func dropPassed(_ now: Double) {
        while marks.count > 1, end(of: marks[1].slice) <= now - span { marks.removeFirst() }
    }
}
