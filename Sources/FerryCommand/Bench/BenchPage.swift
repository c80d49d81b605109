import FerryBench
import FerryReports

/// A bench as a page with charts.
struct BenchPage {
    let report: BenchReport

    var html: String {
        ReportPage(
            title: "MediaFerry bench",
            subtitle: "\(report.destination)\(report.shape.map { ", link \($0)" } ?? ""), \(report.startedAt), "
                + "\(report.machine.system), \(report.machine.processors) processors",
            sections: [overview] + maps + [series, latency, cells] + (report.comparison.map { [beside($0)] } ?? [])
        ).html
    }

    private var overview: ReportPage.Section {
        let advice = report.recommendation
        var figures = [
            ReportPage.Figure("Recommended chunk", FigureFormat.bytes.text(advice.chunkBytes.map { Double($0) })),
            .init("Recommended slots", FigureFormat.count.text(advice.slots.map { Double($0) })),
            .init("Goodput there", FigureFormat.bytesPerSecond.text(advice.goodput)),
            .init("Runs", FigureFormat.count.text(Double(report.runs.count))),
        ]
        if let threshold = advice.encodeAboveBitrate {
            figures.append(.init("Encode media above", "\(FigureFormat.number.text(threshold / 1e6)) Mbit/s"))
        }
        let left = report.leftBehind.isEmpty ? "" : " \(report.leftBehind.count) objects could not be deleted."
        return .init(
            "Overview",
            [
                .figures(figures),
                .text("Goodput is acknowledged bytes over the time from the first request to the last reply.\(left)"),
            ])
    }

    /// Size by slots for each dialect and chunk size.
    private var maps: [ReportPage.Section] {
        let groups = Dictionary(grouping: report.summary) { "\($0.dialect), chunks of \(bytes($0.chunkBytes))" }
        let charts = groups.sorted { $0.key < $1.key }.map { name, cells in
            let slots = Set(cells.map(\.slots)).sorted()
            let sizes = Set(cells.map(\.bytes)).sorted()
            let values = sizes.map { size in
                slots.map { count in cells.first { $0.bytes == size && $0.slots == count }?.goodputMean }
            }
            return HeatMap(
                "Goodput by size and slots: \(name)", columns: slots.map(String.init), columnTitle: "slots",
                rows: sizes.map(bytes), rowTitle: "size", values: values, format: .bytesPerSecond)
        }
        return charts.isEmpty ? [] : [.init("Size and slots", charts.map { .chart($0) })]
    }

    private var series: ReportPage.Section {
        let groups = Dictionary(grouping: report.runs) { "\($0.dialect), slots \($0.slots)" }
        let lines = groups.sorted { $0.key < $1.key }.map { name, runs in
            LineChart.Series(name, runs.map { .init($0.startSeconds, $0.goodput) })
        }
        return .init(
            "Over time",
            [
                .chart(
                    LineChart(
                        "Goodput of each run over the time of the bench", level: Axis("since the start", .seconds),
                        upright: Axis("goodput", .bytesPerSecond), series: lines))
            ])
    }

    private var latency: ReportPage.Section {
        let bins = report.latency.map {
            HistogramChart.Bin($0.fromSeconds...max($0.fromSeconds, $0.toSeconds), count: $0.count)
        }
        let phases = report.runs.reduce(into: [0.0, 0, 0, 0, 0]) { sums, run in
            let own = [run.phases.connect, run.phases.tls, run.phases.wait, run.phases.send, run.phases.confirm]
            for index in sums.indices { sums[index] += own[index] }
        }
        let bars = zip(["connect", "tls", "wait for the reply", "send", "confirm"], phases).map { BarChart.Bar($0, $1) }
        return .init(
            "Requests",
            [
                .chart(
                    HistogramChart(
                        "How long requests with body bytes took", of: Axis("seconds", .seconds, isLogarithmic: true),
                        counted: "requests", bins: bins)),
                .chart(BarChart("Where the time of all requests went", axis: Axis("seconds", .seconds), bars: bars)),
            ])
    }

    private var cells: ReportPage.Section {
        let heads = ["dialect", "size", "chunk", "slots", "runs", "goodput", "low", "high"]
        let rows = report.summary.map { cell in
            [
                cell.dialect, bytes(cell.bytes), bytes(cell.chunkBytes), "\(cell.slots)", "\(cell.runs)",
                rate(cell.goodputMean), rate(cell.goodputLow), rate(cell.goodputHigh),
            ]
        }
        return .init(
            "Combinations",
            [.table(ReportTable(heads.enumerated().map { .init($1, isNumber: $0 > 0) }, rows: rows))])
    }

    private func beside(_ comparison: BenchComparison) -> ReportPage.Section {
        let heads = ["combination", "before", "now", "ratio", "verdict"]
        let rows = comparison.cells.map { cell in
            [
                BenchTable.name(cell.cell), rate(cell.earlier), rate(cell.now), FigureFormat.number.text(cell.ratio),
                BenchTable.word(cell.verdict),
            ]
        }
        let notes = ["Over all combinations: \(BenchTable.word(comparison.verdict))."] + comparison.differences
        return .init(
            "Beside the earlier bench",
            [.text(notes.joined(separator: " ")), .table(ReportTable(heads.map { .init($0) }, rows: rows))])
    }

    private func bytes(_ count: Int64) -> String { FigureFormat.bytes.text(Double(count)) }
    private func rate(_ value: Double?) -> String { FigureFormat.bytesPerSecond.text(value) }
}
