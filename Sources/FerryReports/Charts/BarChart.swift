/// Figures by name, as level bars below one another.
public struct BarChart: Chart {
    /// One bar.
    public struct Bar: Sendable, Equatable {
        /// What it stands for.
        public var name: String
        /// How long it is.
        public var value: Double
        /// What is said beside the figure.
        public var detail: String

        /// Describes a bar.
        public init(_ name: String, _ value: Double, detail: String = "") {
            self.name = name
            self.value = value
            self.detail = detail
        }
    }

    /// Bars that are drawn at most; the first are kept, and how many are left out is said.
    public static let maxBars = 40

    /// One sentence that says what is shown.
    public let summary: String
    private let axis: Axis
    private let bars: [Bar]

    /// Describes a chart.
    ///
    /// - Parameter summary: One sentence that says what is shown.
    public init(_ summary: String, axis: Axis, bars: [Bar]) {
        self.summary = summary
        self.axis = axis
        self.bars = bars
    }

    /// The picture.
    public var svg: String {
        let shown = bars.prefix(Self.maxBars)
        let row = 24.0
        let frame = PlotFrame(height: 62 + row * Double(max(shown.count, 1)), left: 240, right: 90, top: 8)
        let scale = AxisScale(shown.map(\.value), fromZero: true, isLogarithmic: axis.isLogarithmic)
        let zero = frame.x(scale.place(0))
        var parts = frame.level(scale, axis)
        for (index, bar) in shown.enumerated() {
            let (y, end) = (frame.top + row * Double(index), frame.x(scale.place(bar.value)))
            let text = axis.format.text(bar.value)
            let tip = "\(bar.name): \(text)\(bar.detail.isEmpty ? "" : ", \(bar.detail)")"
            parts.append(.label(Self.short(bar.name), x: frame.left - 8, y: y + 16, anchor: "end"))
            parts.append(
                .rectangle(
                    x: min(zero, end), y: y + 4, width: abs(end - zero), height: row - 8,
                    fill: Palette.color(bar.value < 0 ? 3 : 0), tip: tip))
            parts.append(.label(text, x: max(zero, end) + 6, y: y + 16, anchor: "start"))
        }
        if bars.count > shown.count {
            let text = "and \(bars.count - shown.count) more"
            parts.append(.label(text, x: frame.left - 8, y: frame.height - 8, anchor: "end"))
        }
        return frame.picture(summary, parts)
    }

    /// The end of a long name says more than its beginning.
    private static func short(_ name: String) -> String { name.count <= 34 ? name : "…" + name.suffix(33) }
}
