/// Figures over time, or over another figure, as lines.
public struct LineChart: Chart {
    /// One line.
    public struct Series: Sendable, Equatable {
        /// What the line shows.
        public var name: String
        /// Its points, rising in x. A `y` that is not finite breaks the line.
        public var points: [Point]

        /// Names points.
        public init(_ name: String, _ points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    /// A figure at a place.
    public struct Point: Sendable, Equatable {
        /// Where.
        public var x: Double
        /// How much.
        public var y: Double

        /// A figure at a place.
        public init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Points of a line that are drawn at most; of more the highest and lowest of each stretch are kept.
    public static let maxPoints = 2000

    /// One sentence that says what is shown.
    public let summary: String
    private let (level, upright): (Axis, Axis)
    private let series: [Series]

    /// Describes a chart.
    ///
    /// - Parameter summary: One sentence that says what is shown.
    public init(_ summary: String, level: Axis, upright: Axis, series: [Series]) {
        self.summary = summary
        (self.level, self.upright) = (level, upright)
        self.series = series
    }

    /// The picture.
    public var svg: String {
        var frame = PlotFrame()
        if series.count > 1 { frame.top = 26 }
        let points = series.flatMap(\.points)
        let across = AxisScale(points.map(\.x), fromZero: false, isLogarithmic: level.isLogarithmic)
        let up = AxisScale(points.map(\.y), fromZero: true, isLogarithmic: upright.isLogarithmic)
        var parts = frame.upright(up, upright) + frame.level(across, level) + frame.legend(series.map(\.name))
        for (index, line) in series.enumerated() {
            parts += Self.stretches(line.points).map { stretch in
                let way = Self.thinned(stretch).map {
                    "\(frame.x(across.place($0.x)).svg),\(frame.y(up.place($0.y)).svg)"
                }
                return SVGElement(
                    "polyline",
                    ["points": way.joined(separator: " "), "class": "series", "stroke": Palette.color(index)])
            }
        }
        return frame.picture(summary, parts)
    }

    private static func stretches(_ points: [Point]) -> [[Point]] {
        points.split { !$0.x.isFinite || !$0.y.isFinite }.map(Array.init)
    }

    /// The lowest and highest of each stretch of equal number, so that peaks are kept.
    static func thinned(_ points: [Point]) -> [Point] {
        guard points.count > maxPoints else { return points }
        let buckets = maxPoints / 2
        return (0..<buckets).flatMap { bucket -> [Point] in
            let part = points[(bucket * points.count / buckets)..<((bucket + 1) * points.count / buckets)]
            guard let low = part.min(by: { $0.y < $1.y }), let high = part.max(by: { $0.y < $1.y }) else { return [] }
            return low.x <= high.x ? [low, high] : [high, low]
        }
    }
}
