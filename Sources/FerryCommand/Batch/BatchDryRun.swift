import MediaFerry

/// `batch --dry-run`: says what would be done.
struct BatchDryRun {
    let configuration: BatchConfiguration
    let output: BatchOutputOptions
    let encoders: Int

    /// The document that `--json` asks for.
    private struct Document: Encodable {
        let schema = "mediaferry.batchPlan/1"
        let total: BatchForecast.Total
        let savings: Double?
        let seconds: Double
        let sendSeconds: Double?
    }

    func run() async -> Int32 {
        let isDocument = output.json == "-"
        do throws(FerryError) {
            let forecast = try await BatchForecast(configuration)
            let total = try await forecast.run { line in
                if !isDocument { Console.output(Self.text(line)) }
            }
            let document = Document(
                total: total, savings: total.savings, seconds: total.seconds(encoders: encoders),
                sendSeconds: total.sendSeconds)
            if isDocument { try? Console.document(document) }
            lines(total).forEach(Console.error)
            return total.unusable > 0 ? 1 : 0
        } catch {
            Console.complain(error)
            return 1
        }
    }

    /// `DECISION<TAB>BYTES<TAB>PREDICTED<TAB>NAME<TAB>WHY`.
    private static func text(_ line: BatchForecast.Line) -> String {
        let why =
            line.plan.map { plan in
                plan.reasons.filter { $0.verdict != .keep }.map { "\($0.code.rawValue) \($0.value)" }
                    .joined(separator: ", ")
            } ?? line.error.map { "\($0.message) [\($0.code)]" } ?? ""
        let fields = [
            line.plan?.decision.rawValue ?? "unusable", String(line.entry.bytes),
            line.plan?.predictedBytes.map { String($0) } ?? "-", Console.visible(line.entry.name), Console.visible(why),
        ]
        return fields.joined(separator: "\t")
    }

    private func lines(_ total: BatchForecast.Total) -> [String] {
        let decisions = total.decisions.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            .joined(separator: ", ")
        let saved = total.savings.map { ", \(Phrases.percent($0)) saved" } ?? ""
        let send = total.sendSeconds.map { Phrases.time($0) } ?? "unknown: name the uplink with --uplink"
        return [
            "files       \(total.listed): \(total.listed - total.due) done, \(total.due) due"
                + (decisions.isEmpty ? "" : " (\(decisions))")
                + (total.unusable > 0 ? ", \(total.unusable) cannot be used" : ""),
            "bytes       \(Phrases.bytes(Double(total.bytes))) due, about \(Phrases.bytes(Double(total.predictedBytes))) to send\(saved)",
            "time        encode about \(Phrases.time(total.encodeSeconds / Double(encoders))), send \(send)",
            "nothing was sent or written",
        ]
    }
}
