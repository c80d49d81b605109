/// The place of a plot within its picture, with axes around it.
struct PlotFrame: Sendable {
    static let width = 860.0
    var height = 320.0
    var left = 84.0
    var right = 18.0
    var top = 14.0
    var bottom = 46.0

    var plotWidth: Double { Self.width - left - right }
    var plotHeight: Double { height - top - bottom }

    func x(_ place: Double) -> Double { left + place * plotWidth }
    func y(_ place: Double) -> Double { top + (1 - place) * plotHeight }

    /// Marks, lines and title of the upright axis.
    func upright(_ scale: AxisScale, _ axis: Axis) -> [SVGElement] {
        var parts: [SVGElement] = []
        for mark in scale.marks {
            let y = y(scale.place(mark))
            parts.append(.line(left, y, Self.width - right, y, style: "grid"))
            parts.append(.label(axis.format.text(mark), x: left - 8, y: y + 4, anchor: "end"))
        }
        parts.append(.label(axis.title, x: 16, y: top + plotHeight / 2, style: "axis", turned: true))
        return parts
    }

    /// Marks and title of the level axis.
    func level(_ scale: AxisScale, _ axis: Axis) -> [SVGElement] {
        var parts: [SVGElement] = []
        for mark in scale.marks {
            let x = x(scale.place(mark))
            parts.append(.line(x, y(0), x, y(0) + 5, style: "edge"))
            parts.append(.label(axis.format.text(mark), x: x, y: y(0) + 19))
        }
        return parts + levelTitle(axis.title)
    }

    /// The line under the plot and what stands below it.
    func levelTitle(_ title: String) -> [SVGElement] {
        [
            .line(left, y(0), Self.width - right, y(0), style: "edge"),
            .label(title, x: left + plotWidth / 2, y: height - 8, style: "axis"),
        ]
    }

    /// Names of series with their colours, in a row above the plot.
    func legend(_ names: [String]) -> [SVGElement] {
        guard names.count > 1 else { return [] }
        var (x, parts) = (left, [SVGElement]())
        for (index, name) in names.enumerated() where x < Self.width - 80 {
            parts.append(.rectangle(x: x, y: 2, width: 10, height: 10, fill: Palette.color(index), tip: name))
            parts.append(.label(name, x: x + 15, y: 11, anchor: "start"))
            x += 34 + 6.6 * Double(name.count)
        }
        return parts
    }

    /// The whole picture.
    func picture(_ summary: String, _ parts: [SVGElement]) -> String {
        SVGElement(
            "svg",
            [
                "viewBox": "0 0 \(Self.width.svg) \(height.svg)", "role": "img", "aria-label": summary,
                "xmlns": "http://www.w3.org/2000/svg",
            ], parts
        ).markup
    }
}
