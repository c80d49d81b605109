import Testing

@testable import FerryReports

@Suite struct ReportPageTests {
    static func page() -> ReportPage {
        ReportPage(
            title: "Run <1>", subtitle: "today",
            sections: [
                .init(
                    "All",
                    [
                        .text("a & b"), .figures([.init("files", "3"), .init("bytes", "1 MB")]),
                        .table(
                            .init([.init("name"), .init("size", isNumber: true)], rows: [["<x>", "1"], ["y", "2"]])),
                    ]),
                .init("Charts", ChartTests.charts.map { .chart($0) }),
            ])
    }

    @Test("a page holds all that was put on it, once, and no text of it can act")
    func page() {
        let html = Self.page().html
        #expect(html.hasPrefix("<!DOCTYPE html>"))
        #expect(html.contains("<h1>Run &lt;1&gt;</h1>"))
        #expect(html.contains("<p>a &amp; b</p>"))
        #expect(html.ranges(of: "<dt>files</dt><dd>3</dd>").count == 1)
        #expect(html.contains(#"<td class="word">&lt;x&gt;</td><td class="number">1</td>"#))
        #expect(html.ranges(of: "<svg ").count == ChartTests.charts.count)
        #expect(!html.contains("<script") && !html.contains("http-equiv=\"refresh\""))
        #expect(html.contains("default-src 'none'"))
        #expect(html.ranges(of: "{{").isEmpty)
    }

    @Test("a table of very many rows is cut, and says so")
    func long() {
        let table = ReportTable([.init("n", isNumber: true)], rows: (0..<1500).map { ["\($0)"] })
        let html = ReportPage(title: "t", subtitle: "s", sections: [.init("x", [.table(table)])]).html
        #expect(html.ranges(of: "<td ").count == ReportTable.maxRows)
        #expect(html.contains("and 500 more"))
    }
}
