/// One element of an SVG drawing, as a value.
struct SVGElement: Sendable, Equatable {
    struct Attribute: Sendable, Equatable {
        var name: String
        var value: String
    }

    enum Content: Sendable, Equatable {
        case element(SVGElement)
        case text(String)
    }

    var name: String
    var attributes: [Attribute]
    var content: [Content] = []

    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [SVGElement] = []) {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
        content = children.map(Content.element)
    }

    /// A text at a point; `anchor` is `start`, `middle` or `end`.
    static func label(
        _ text: String, x: Double, y: Double, anchor: String = "middle", style: String = "tick", turned: Bool = false
    ) -> SVGElement {
        var label = SVGElement(
            "text", ["x": x.svg, "y": y.svg, "text-anchor": anchor, "class": style])
        if turned { label.attributes.append(.init(name: "transform", value: "rotate(-90 \(x.svg) \(y.svg))")) }
        label.content = [.text(text)]
        return label
    }

    /// A straight line.
    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String) -> SVGElement {
        SVGElement("line", ["x1": x1.svg, "y1": y1.svg, "x2": x2.svg, "y2": y2.svg, "class": style])
    }

    /// A filled rectangle that says what it is when pointed at.
    static func rectangle(
        x: Double, y: Double, width: Double, height: Double, fill: String, tip: String
    ) -> SVGElement {
        var title = SVGElement("title")
        title.content = [.text(tip)]
        return SVGElement(
            "rect",
            ["x": x.svg, "y": y.svg, "width": max(width, 0).svg, "height": max(height, 0).svg, "fill": fill], [title])
    }

    /// The element as markup.
    var markup: String {
        var out = ""
        write(to: &out)
        return out
    }

    private func write(to out: inout String) {
        out += "<\(name)"
        for attribute in attributes { out += " \(attribute.name)=\"\(MarkupText.escaped(attribute.value))\"" }
        guard !content.isEmpty else {
            out += "/>"
            return
        }
        out += ">"
        for part in content {
            switch part {
            case .element(let element): element.write(to: &out)
            case .text(let text): out += MarkupText.escaped(text)
            }
        }
        out += "</\(name)>"
    }
}

extension Double {
    /// A coordinate with two decimals at most.
    var svg: String {
        guard isFinite else { return "0" }
        let hundredths = (self * 100).rounded()
        guard abs(hundredths) < 1e15 else { return "0" }
        return Decimals.text(self, digits: 2, trimmed: true)
    }
}
