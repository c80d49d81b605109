/// What went on when, as bars in lanes.
public struct TimeLine: Chart {
    /// Something that had a beginning and an end.
    public struct Span: Sendable, Equatable {
        /// From when to when, in seconds from the beginning.
        public var seconds: ClosedRange<Double>
        /// What it was.
        public var name: String

        /// Describes a span.
        public init(_ seconds: ClosedRange<Double>, _ name: String) {
            self.seconds = seconds
            self.name = name
        }
    }

    /// Spans of one kind. Those that overlap stand below one another.
    public struct Lane: Sendable, Equatable {
        /// What goes on in it.
        public var name: String
        /// What went on, in any order.
        public var spans: [Span]

        /// Describes a lane.
        public init(_ name: String, _ spans: [Span]) {
            self.name = name
            self.spans = spans
        }
    }

    /// Rows of a lane at most; what overlaps more is drawn upon the last.
    public static let maxRows = 16
    /// Spans of a lane that are drawn at most, the first.
    public static let maxSpans = 2000

    /// One sentence that says what is shown.
    public let summary: String
    private let lanes: [Lane]

    /// Describes a time line.
    ///
    /// - Parameter summary: One sentence that says what is shown.
    public init(_ summary: String, lanes: [Lane]) {
        self.summary = summary
        self.lanes = lanes
    }

    /// The picture.
    public var svg: String {
        let row = 14.0
        let placed = lanes.map { Self.rows(Array($0.spans.prefix(Self.maxSpans))) }
        let counts = placed.map { Double(($0.map(\.row).max() ?? 0) + 1) }
        let frame = PlotFrame(
            height: 66 + counts.reduce(0) { $0 + $1 * row + 12 }, left: 100, top: 8, bottom: 46)
        let ends = lanes.flatMap(\.spans).flatMap { [$0.seconds.lowerBound, $0.seconds.upperBound] }
        let scale = AxisScale(ends, fromZero: true)
        var (parts, top) = (frame.level(scale, Axis("time since the beginning", .seconds)), frame.top)
        for (index, lane) in lanes.enumerated() {
            parts.append(
                .label(lane.name, x: frame.left - 8, y: top + counts[index] * row / 2 + 5, anchor: "end", style: "axis")
            )
            for (span, line) in placed[index] {
                let (left, right) = (
                    frame.x(scale.place(span.seconds.lowerBound)), frame.x(scale.place(span.seconds.upperBound))
                )
                let length = FigureFormat.seconds.text(span.seconds.upperBound - span.seconds.lowerBound)
                parts.append(
                    .rectangle(
                        x: left, y: top + Double(line) * row + 2, width: max(right - left, 0.8), height: row - 3,
                        fill: Palette.color(index), tip: "\(span.name): \(length)"))
            }
            top += counts[index] * row + 12
        }
        return frame.picture(summary, parts)
    }

    /// The first row in which each span meets nothing.
    static func rows(_ spans: [Span]) -> [(span: Span, row: Int)] {
        var free: [Double] = []
        return spans.sorted { $0.seconds.lowerBound < $1.seconds.lowerBound }.map { span in
            let row =
                free.firstIndex { $0 <= span.seconds.lowerBound } ?? min(free.count, maxRows - 1)
            if row == free.count { free.append(0) }
            free[row] = max(free[row], span.seconds.upperBound)
            return (span, row)
        }
    }
}
