/// Figures by two names each, as coloured fields with the figure upon them.
public struct HeatMap: Chart {
    /// Fields of a row that are drawn at most.
    public static let maxColumns = 24
    /// Rows that are drawn at most.
    public static let maxRows = 40

    /// One sentence that says what is shown.
    public let summary: String
    private let (columns, rows): ([String], [String])
    private let (columnTitle, rowTitle): (String, String)
    private let values: [[Double?]]
    private let format: FigureFormat

    /// Describes a map.
    ///
    /// - Parameters:
    ///   - summary: One sentence that says what is shown.
    ///   - values: A row for each name of `rows`, in it a figure for each of `columns`; `nil` where nothing was measured.
    public init(
        _ summary: String, columns: [String], columnTitle: String, rows: [String], rowTitle: String,
        values: [[Double?]], format: FigureFormat
    ) {
        self.summary = summary
        self.columns = Array(columns.prefix(Self.maxColumns))
        self.rows = Array(rows.prefix(Self.maxRows))
        (self.columnTitle, self.rowTitle) = (columnTitle, rowTitle)
        self.values = values
        self.format = format
    }

    /// The picture.
    public var svg: String {
        let row = 34.0
        let frame = PlotFrame(height: 66 + row * Double(max(rows.count, 1)), left: 150, top: 8, bottom: 58)
        let width = frame.plotWidth / Double(max(columns.count, 1))
        let known = values.joined().compactMap(\.self).filter(\.isFinite)
        let (low, high) = (known.min() ?? 0, known.max() ?? 1)
        var parts: [SVGElement] = [
            .label(rowTitle, x: 16, y: frame.top + frame.plotHeight / 2, style: "axis", turned: true)
        ]
        for (index, name) in rows.enumerated() {
            parts.append(
                .label(name, x: frame.left - 8, y: frame.top + row * (Double(index) + 0.5) + 4, anchor: "end"))
        }
        for (index, name) in columns.enumerated() {
            parts.append(.label(name, x: frame.left + width * (Double(index) + 0.5), y: frame.height - 36))
        }
        for (y, name) in rows.enumerated() {
            for (x, column) in columns.enumerated() {
                let value = values.indices.contains(y) && values[y].indices.contains(x) ? values[y][x] : nil
                let (left, top) = (frame.left + width * Double(x), frame.top + row * Double(y))
                let text = format.text(value)
                let share = value.map { high > low ? ($0 - low) / (high - low) : 1 }
                let color = share.map(Palette.heat)
                parts.append(
                    .rectangle(
                        x: left + 1, y: top + 1, width: width - 2, height: row - 2, fill: color?.fill ?? "none",
                        tip: "\(rowTitle) \(name), \(columnTitle) \(column): \(text)"))
                var label = SVGElement.label(text, x: left + width / 2, y: top + row / 2 + 4, style: "cell")
                if let color { label.attributes.append(.init(name: "style", value: "fill:\(color.text)")) }
                parts.append(label)
            }
        }
        parts.append(.label(columnTitle, x: frame.left + frame.plotWidth / 2, y: frame.height - 10, style: "axis"))
        return frame.picture(summary, parts)
    }
}
