import FerryReports
import Foundation
import Testing

/// Pages of reports in a real browser.
@Suite("Pages of reports in a browser", .enabled(if: Browser.isPossible))
struct ReportPageTests {
    @Test("every kind of chart is drawn, and the console stays silent")
    func charts() async throws {
        let scratch = try Scratch()
        let path = scratch.path("page.html")
        try Self.page.html.write(toFile: path, atomically: true, encoding: .utf8)
        let view = try await Browser.open(path, keptAs: "charts")
        #expect(view.console.isEmpty, "\(view.console)")
        // The bars alone are 600 by 16 points.
        #expect(view.count("#0072b2") > 10_000)
        #expect(view.count("#e69f00") > 500, "the second line and the second lane")
        #expect(view.count("#fde725") > 5_000, "the best field of the map")
        #expect(view.count("#440154") > 5_000, "the worst field of the map")
    }

    @Test("a page without charts has none of their colours, and a page that tries to run something is heard")
    func judge() async throws {
        let scratch = try Scratch()
        let path = scratch.path("page.html")
        let html = ReportPage(title: "t", subtitle: "s", sections: []).html
        try html.replacing("</body>", with: "<script>1</script></body>")
            .write(toFile: path, atomically: true, encoding: .utf8)
        let view = try await Browser.open(path, keptAs: "no-charts", height: 600)
        #expect(view.count("#0072b2") == 0)
        #expect(!view.console.isEmpty)
    }

    private static let page = ReportPage(
        title: "Every kind of chart", subtitle: "made up by a test",
        sections: [
            .init("Figures", [.figures([.init("files", "200"), .init("savings", FigureFormat.share.text(0.631))])]),
            .init(
                "Charts",
                [
                    .chart(
                        LineChart(
                            "Acknowledged and sent bytes per second", level: Axis("time", .seconds),
                            upright: Axis("rate", .bytesPerSecond),
                            series: [
                                .init(
                                    "acknowledged", (0..<60).map { .init(Double($0), 5e6 + 1e6 * sin(Double($0) / 5)) }),
                                .init("sent", (0..<60).map { .init(Double($0), 6e6 + 1e6 * sin(Double($0) / 5)) }),
                            ])),
                    .chart(
                        BarChart(
                            "Outcomes", axis: Axis("files", .count),
                            bars: [.init("delivered", 180), .init("not smaller", 15), .init("failed", 5)])),
                    .chart(
                        HeatMap(
                            "Goodput by chunk size and slots", columns: ["1", "2", "4"], columnTitle: "slots",
                            rows: ["1 MiB", "8 MiB"], rowTitle: "chunk",
                            values: [[1e6, 2e6, 3e6], [2e6, 4e6, nil]], format: .bytesPerSecond)),
                    .chart(
                        HistogramChart(
                            "Latency of chunks", of: Axis("latency", .seconds, isLogarithmic: true), counted: "chunks",
                            values: (1..<400).map { 0.01 * Double($0 % 37 + 1) })),
                    .chart(
                        TimeLine(
                            "What went on when",
                            lanes: [
                                .init("encode", (0..<20).map { .init(Double($0)...(Double($0) + 1.7), "file \($0)") }),
                                .init(
                                    "send", (0..<20).map { .init((Double($0) + 1)...(Double($0) + 1.8), "file \($0)") }),
                            ])),
                ]),
            .init(
                "Files",
                [.table(ReportTable([.init("file"), .init("bytes", isNumber: true)], rows: [["a.webm", "12 MB"]]))]),
        ])
}
