import Mustache

/// The frame that every page of a report shares.
enum PageTemplate {
    /// `nil` only when the template in the package is broken, which a test would show.
    private static let template = try? MustacheTemplate(
        string: String(decoding: PackageResources.page_mustache, as: UTF8.self))

    static func render(_ page: ReportPage) -> String {
        let values: [String: Any] = [
            "title": page.title, "subtitle": page.subtitle, "sections": page.sections.map(section),
        ]
        return template?.render(values) ?? ""
    }

    private static func section(_ section: ReportPage.Section) -> [String: Any] {
        ["title": section.title, "content": section.content.map(content)]
    }

    private static func content(_ content: ReportPage.Section.Content) -> [String: Any] {
        switch content {
        case .text(let text): ["text": text]
        case .figures(let figures): ["figures": ["list": figures.map { ["name": $0.name, "value": $0.value] }]]
        case .chart(let chart): ["chart": ["summary": chart.summary, "svg": chart.svg]]
        case .table(let table): ["table": self.table(table)]
        }
    }

    private static func table(_ table: ReportTable) -> [String: Any] {
        let kinds = table.columns.map { $0.isNumber ? "number" : "word" }
        let rows = table.rows.prefix(ReportTable.maxRows).map { row in
            ["cells": zip(kinds, row).map { ["kind": $0, "text": $1] }]
        }
        var values: [String: Any] = [
            "heads": zip(kinds, table.columns).map { ["kind": $0, "text": $1.head] }, "rows": rows,
        ]
        if table.rows.count > rows.count { values["more"] = "and \(table.rows.count - rows.count) more" }
        return values
    }
}
