import Testing

@testable import FerryReports

@Suite struct ChartTests {
    static let bad = "<script>alert('x')</script>&\"\u{1}"

    static let charts: [any Chart] = [
        LineChart(
            "lines \(bad)", level: Axis("time", .seconds), upright: Axis("rate", .bytesPerSecond),
            series: [
                .init("a\(bad)", [.init(0, 1), .init(1, .nan), .init(2, 5), .init(3, 4)]),
                .init("b", [.init(0, 2), .init(3, 1)]),
            ]),
        LineChart("empty", level: Axis("x", .number), upright: Axis("y", .number), series: []),
        BarChart("bars", axis: Axis("files", .count), bars: [.init(bad, 3, detail: bad), .init("minus", -2)]),
        BarChart("no bars", axis: Axis("files", .count), bars: []),
        HeatMap(
            "heat", columns: ["1", bad], columnTitle: "slots", rows: ["1 MB", "8 MB"], rowTitle: "chunk",
            values: [[1e6, nil], [2e6, 3e6]], format: .bytesPerSecond),
        HeatMap("no heat", columns: [], columnTitle: "x", rows: [], rowTitle: "y", values: [], format: .count),
        HistogramChart(
            "counts", of: Axis("latency", .seconds, isLogarithmic: true), counted: "chunks", values: [0.1, 0.2, 3]),
        HistogramChart("no counts", of: Axis("latency", .seconds), counted: "chunks", values: []),
        TimeLine("lanes", lanes: [.init("encode", [.init(0...2, bad), .init(1...3, "y")]), .init("send", [])]),
        TimeLine("no lanes", lanes: []),
    ]

    @Test("every chart is well-formed markup in which no text can act", arguments: charts.indices)
    func wellFormed(index: Int) throws {
        let svg = Self.charts[index].svg
        try Markup.check(svg)
        #expect(!svg.contains("<script"))
        #expect(!svg.contains("NaN") && !svg.contains("inf"))
    }

    @Test("a line of very many points keeps its peaks")
    func thinned() {
        let points = (0..<100_000).map { LineChart.Point(Double($0), $0 == 54_321 ? 9 : Double($0 % 7)) }
        let thinned = LineChart.thinned(points)
        #expect(thinned.count <= LineChart.maxPoints)
        #expect(thinned.contains(.init(54_321, 9)))
        #expect(thinned.map(\.x) == thinned.map(\.x).sorted())
    }

    @Test("spans that overlap stand in rows of their own, and rows are used again")
    func rows() {
        let rows = TimeLine.rows([.init(5...6, "c"), .init(0...4, "a"), .init(1...2, "b"), .init(3...5, "d")])
        #expect(rows.map { "\($0.span.name)\($0.row)" } == ["a0", "b1", "d1", "c0"])
        let many = TimeLine.rows((0..<100).map { _ in .init(0...1, "x") })
        #expect(many.map(\.row).max() == TimeLine.maxRows - 1)
    }

    @Test("every value falls in one range", arguments: [false, true])
    func bins(isLogarithmic: Bool) {
        let values = (1...1000).map { Double($0) }
        let bins = HistogramChart.bins(values, count: 13, isLogarithmic: isLogarithmic)
        #expect(bins.map(\.count).reduce(0, +) == 1000)
        #expect(bins.count == 13)
        #expect(HistogramChart.bins([2, 2, .nan], count: 4, isLogarithmic: isLogarithmic) == [.init(2...2, count: 2)])
    }

    @Test("the best field of a heat map has the brightest colour")
    func heat() {
        #expect(Palette.heat(1).fill == "rgb(253,231,37)")
        #expect(Palette.heat(0).fill == "rgb(68,1,84)")
        #expect(Palette.heat(.nan).fill == "rgb(68,1,84)")
    }
}
