/// How often figures fall within ranges, as upright bars.
public struct HistogramChart: Chart {
    /// One range.
    public struct Bin: Sendable, Equatable {
        /// Where the range begins and ends.
        public var range: ClosedRange<Double>
        /// How many fell in it.
        public var count: Int

        /// Describes a range.
        public init(_ range: ClosedRange<Double>, count: Int) {
            self.range = range
            self.count = count
        }
    }

    /// One sentence that says what is shown.
    public let summary: String
    private let (level, upright): (Axis, Axis)
    private let bins: [Bin]

    /// Describes a chart of ranges that were counted already.
    ///
    /// - Parameters:
    ///   - summary: One sentence that says what is shown.
    ///   - of: What the ranges are ranges of.
    ///   - counted: What is counted.
    public init(_ summary: String, of level: Axis, counted: String, bins: [Bin]) {
        self.summary = summary
        self.level = level
        upright = Axis(counted, .count)
        self.bins = bins
    }

    /// Describes a chart of figures, in `count` ranges of equal width (of equal ratio on a logarithmic axis).
    public init(_ summary: String, of level: Axis, counted: String, values: [Double], count: Int = 30) {
        self.init(
            summary, of: level, counted: counted,
            bins: Self.bins(values, count: max(count, 1), isLogarithmic: level.isLogarithmic))
    }

    /// The picture.
    public var svg: String {
        let frame = PlotFrame()
        let across = AxisScale(
            bins.flatMap { [$0.range.lowerBound, $0.range.upperBound] }, fromZero: false,
            isLogarithmic: level.isLogarithmic)
        let up = AxisScale(bins.map { Double($0.count) }, fromZero: true)
        var parts = frame.upright(up, upright) + frame.level(across, level)
        for bin in bins {
            let (left, right) = (
                frame.x(across.place(bin.range.lowerBound)), frame.x(across.place(bin.range.upperBound))
            )
            let top = frame.y(up.place(Double(bin.count)))
            let range = "\(level.format.text(bin.range.lowerBound)) to \(level.format.text(bin.range.upperBound))"
            parts.append(
                .rectangle(
                    x: left + 0.5, y: top, width: max(right - left - 1, 1), height: frame.y(0) - top,
                    fill: Palette.color(0), tip: "\(range): \(bin.count)"))
        }
        return frame.picture(summary, parts)
    }

    static func bins(_ values: [Double], count: Int, isLogarithmic: Bool) -> [Bin] {
        let known = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
        guard let low = known.min(), let high = known.max() else { return [] }
        guard high > low else { return [Bin(low...high, count: known.count)] }
        let edge = { (index: Int) -> Double in
            let share = Double(index) / Double(count)
            return isLogarithmic ? low * Ratio.power(high / low, share) : low + (high - low) * share
        }
        var counts = [Int](repeating: 0, count: count)
        for value in known {
            let share =
                isLogarithmic
                ? Ratio.logarithm(value / low) / Ratio.logarithm(high / low) : (value - low) / (high - low)
            counts[min(max(Int(share * Double(count)), 0), count - 1)] += 1
        }
        return counts.enumerated().map { Bin(edge($0)...max(edge($0 + 1), edge($0)), count: $1) }
    }
}
