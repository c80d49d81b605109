import FerryReports
import MediaFerry

/// The page about a batch: figures, savings by file, the two lanes over time, outcomes, errors by cause.
enum BatchPage {
    static func page(_ report: BatchReport, _ digest: BatchDigest) -> ReportPage {
        let to = report.destination.map { " to \($0)" } ?? ", each in its place"
        return ReportPage(
            title: "Batch of \(report.files.total) recordings",
            subtitle: "\(report.source)\(to), preset \(report.preset.rawValue), \(report.finishedAt)",
            sections: [
                .init("In short", [.figures(figures(report))] + end(report)),
                .init("Outcomes", [.chart(outcomes(report))]),
                .init("Savings", savings(digest)), .init("What went on when", [.chart(lanes(digest))]),
                .init("Errors", errors(digest)),
            ])
    }

    private static func figures(_ report: BatchReport) -> [ReportPage.Figure] {
        [
            .init("recordings", String(report.files.total)),
            .init("listed", FigureFormat.bytes.text(Double(report.bytes.source))),
            .init("kept", FigureFormat.bytes.text(Double(report.bytes.rendition))),
            .init("savings", FigureFormat.share.text(report.savings)),
            .init("this run", FigureFormat.seconds.text(report.finishedAt.seconds(since: report.startedAt))),
        ]
    }

    private static func end(_ report: BatchReport) -> [ReportPage.Section.Content] {
        guard report.end != "done" else { return [] }
        let why = report.error.map { ": \($0.message)" } ?? ""
        return [.text("The run ended early (\(report.end)\(why)); \(report.files.open) recordings are still due.")]
    }

    private static func outcomes(_ report: BatchReport) -> BarChart {
        let files = report.files
        let bars: [(String, Int)] = [
            ("delivered", files.delivered), ("delivered with loss", files.deliveredWithLoss), ("reused", files.reused),
            ("not smaller", files.notSmaller), ("replaced", files.replaced), ("kept for their loss", files.kept),
            ("refused", files.refused), ("set aside", files.setAside), ("removed meanwhile", files.removed),
            ("still due", files.open),
        ]
        return BarChart(
            "How many recordings ended how", axis: Axis("recordings", .count),
            bars: bars.filter { $0.1 > 0 }.map { .init($0.0, Double($0.1)) })
    }

    private static func savings(_ digest: BatchDigest) -> [ReportPage.Section.Content] {
        let largest = digest.savings.filter { $0.saved != 0 }.map { item in
            BarChart.Bar(
                item.name, Double(item.saved),
                detail: "\(Phrases.bytes(Double(item.bytes))) to \(Phrases.bytes(Double(item.renditionBytes ?? 0)))")
        }
        let bins = digest.distribution.enumerated().filter { $0.element > 0 }.map { index, count in
            HistogramChart.Bin((Double(index) / 20 - 0.5)...(Double(index + 1) / 20 - 0.5), count: count)
        }
        guard !bins.isEmpty else { return [.text("Nothing went out.")] }
        let distribution = ReportPage.Section.Content.chart(
            HistogramChart(
                "How many recordings saved how much", of: Axis("share that was saved", .share), counted: "recordings",
                bins: bins))
        guard !largest.isEmpty else { return [distribution] }
        return [
            .chart(BarChart("Bytes saved by recording, the most first", axis: Axis("saved", .bytes), bars: largest)),
            distribution,
        ]
    }

    private static func lanes(_ digest: BatchDigest) -> TimeLine {
        let start = (digest.encodes + digest.sends).map(\.from).min()
        func lane(_ name: String, _ spans: [BatchDigest.Span]) -> TimeLine.Lane {
            .init(
                name,
                spans.compactMap { span in
                    start.map { .init(span.from.seconds(since: $0)...span.to.seconds(since: $0), span.name) }
                })
        }
        return TimeLine(
            "When recordings were encoded and when they were sent",
            lanes: [lane("encode", digest.encodes), lane("send", digest.sends)])
    }

    private static func errors(_ digest: BatchDigest) -> [ReportPage.Section.Content] {
        guard !digest.errors.isEmpty else { return [.text("There were none.")] }
        let bars = digest.errors.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { BarChart.Bar($0.key, Double($0.value)) }
        let rows = digest.failures.map { item in
            [item.name, item.outcome?.rawValue ?? "", item.error?.code.rawValue ?? "", item.error?.message ?? ""]
        }
        let chart = ReportPage.Section.Content.chart(
            BarChart("Recordings by their last error", axis: Axis("recordings", .count), bars: bars))
        guard !rows.isEmpty else { return [chart] }
        return [
            chart,
            .table(ReportTable([.init("recording"), .init("outcome"), .init("code"), .init("reason")], rows: rows)),
        ]
    }
}
