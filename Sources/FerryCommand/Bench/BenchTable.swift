import FerryBench
import MediaFerry

/// A bench in lines for people.
enum BenchTable {
    /// What happens, as one line.
    static func line(_ progress: BenchSession.Progress) -> String {
        switch progress {
        case .began(let step, let left):
            return "bench: \(name(step.cell)), \(step.turn == 0 ? "warm-up" : "run \(step.turn)"), "
                + "\(left.lowerBound) to \(left.upperBound) to go"
        case .measured(let step, let run):
            return "bench: \(name(step.cell)): \(Phrases.bytes(run.goodput))/s"
        case .failed(let step, let error):
            return "bench: \(name(step.cell)) failed: \(Console.visible(error.description))"
        }
    }

    /// The whole report.
    static func lines(_ report: BenchReport) -> [String] {
        let head = [
            "dialect", "size", "chunk", "slots", "runs", "goodput/s", "95 % interval", "chunk p50", "p99", "retries",
        ]
        let byCell = Dictionary(grouping: report.runs, by: \.cell)
        let rows = report.summary.map { row($0, byCell[$0.cell] ?? []) }
        return ["destination  \(report.destination)" + (report.shape.map { ", link \($0)" } ?? "")]
            + aligned([head] + rows) + advice(report) + (report.comparison.map(comparison) ?? [])
            + report.leftBehind.prefix(20).map { "left behind  \(Console.visible($0)) (delete it by hand)" }
            + (report.leftBehind.count > 20 ? ["left behind  and \(report.leftBehind.count - 20) more"] : [])
    }

    private static func row(_ cell: BenchReport.Summary, _ runs: [BenchReport.Run]) -> [String] {
        let interval =
            cell.goodputLow.flatMap { low in
                cell.goodputHigh.map { "\(Phrases.bytes(low)) to \(Phrases.bytes($0))" }
            } ?? "one run"
        let (p50, p99) = (mean(runs.compactMap(\.chunkSeconds.p50)), mean(runs.compactMap(\.chunkSeconds.p99)))
        return [
            cell.dialect, Phrases.bytes(Double(cell.bytes)), Phrases.bytes(Double(cell.chunkBytes)), String(cell.slots),
            String(cell.runs), Phrases.bytes(cell.goodputMean), interval, p50.map(seconds) ?? "-",
            p99.map(seconds) ?? "-", String(runs.reduce(0) { $0 + $1.retries }),
        ]
    }

    private static func advice(_ report: BenchReport) -> [String] {
        let advice = report.recommendation
        guard let chunk = advice.chunkBytes, let slots = advice.slots else {
            return ["recommended  nothing: no run succeeded"]
        }
        var lines = ["recommended  chunks of \(Phrases.bytes(Double(chunk))), slots \(slots)"]
        if let threshold = advice.encodeAboveBitrate {
            lines.append(
                "             encode media above \(Phrases.fixed(threshold / 1e6, 2)) Mbit/s"
                    + (advice.encode.map { $0 ? ": encode yours" : ": send yours as it is" } ?? ""))
        } else if advice.encode == nil {
            lines.append("             whether to encode: name a recording with --media")
        }
        return lines
    }

    private static func comparison(_ comparison: BenchComparison) -> [String] {
        let rows = comparison.cells.map { cell in
            [
                name(cell.cell), "\(Phrases.bytes(cell.earlier))/s", "\(Phrases.bytes(cell.now))/s",
                cell.ratio.map { "× \(Phrases.fixed($0, 3))" } ?? "-",
                cell.low.flatMap { low in cell.high.map { "\(Phrases.fixed(low, 3)) to \(Phrases.fixed($0, 3))" } }
                    ?? "-",
                word(cell.verdict),
            ]
        }
        let whole = comparison.ratio.map { ", × \(Phrases.fixed($0, 3))" } ?? ""
        return aligned([["beside", "before", "now", "ratio", "interval", "verdict"]] + rows)
            + ["verdict      \(word(comparison.verdict))\(whole)"] + comparison.differences.map { "note         \($0)" }
    }

    /// A verdict for people.
    static func word(_ verdict: BenchComparison.Verdict) -> String {
        switch verdict {
        case .faster: "faster"
        case .slower: "slower"
        case .noDifference: "no difference"
        case .tooFewRuns: "too few runs"
        }
    }

    /// A cell for people.
    static func name(_ cell: BenchCell) -> String {
        "\(cell.dialect) \(Phrases.bytes(Double(cell.bytes))), chunks of \(Phrases.bytes(Double(cell.chunkBytes))), "
            + "slots \(cell.slots)"
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private static func seconds(_ value: Double) -> String {
        value < 1 ? "\(Phrases.fixed(value * 1000, value < 0.01 ? 2 : 0)) ms" : "\(Phrases.fixed(value, 2)) s"
    }

    /// Columns under each other, two spaces between.
    private static func aligned(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
                .trimmingEnd()
        }
    }
}

extension String {
    /// The text without spaces at its end.
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
