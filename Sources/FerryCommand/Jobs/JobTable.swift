import MediaFerry

/// Jobs as rows of equal columns.
enum JobTable {
    private static let heads = ["JOB", "STATE", "%", "BYTES", "RATE", "ETA", "SOURCE"]

    /// A line of heads and one for each job; one line when there is none.
    static func lines(_ jobs: [JobSummary]) -> [String] {
        guard !jobs.isEmpty else { return ["no jobs"] }
        let rows = [heads] + jobs.map(row)
        let widths = heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            // The last column is the source's and as long as it is.
            return (cells.dropLast() + [row[row.count - 1]]).joined(separator: "  ")
        }
    }

    private static func row(_ job: JobSummary) -> [String] {
        let bytes = Phrases.bytes(Double(job.acknowledgedBytes))
        return [
            job.jobId.rawValue, job.state.rawValue, job.percent.map { String(Int($0)) } ?? "-",
            job.totalBytes.map { "\(bytes)/\(Phrases.bytes(Double($0)))" } ?? bytes,
            job.bytesPerSecond.map { "\(Phrases.bytes($0))/s" } ?? "-",
            job.etaSeconds.map { Phrases.time($0) } ?? "-", Console.visible(job.source),
        ]
    }

    /// One job in full, a line for each thing that is known.
    static func details(_ job: JobSummary, _ receipt: Receipt?) -> [String] {
        let runs = job.isRunning ? "\(job.state.rawValue), running" : job.state.rawValue
        let total = job.totalBytes.map { " of \($0)" } ?? ""
        let percent = job.percent.map { " (\(Phrases.fixed($0, 1)) %)" } ?? ""
        let facts: [(String, String?)] = [
            ("job", job.jobId.rawValue), ("source", Console.visible(job.source)), ("destination", job.destination),
            ("preset", job.preset.rawValue), ("state", runs),
            ("bytes", "\(job.acknowledgedBytes)\(total)\(percent) acknowledged"),
            ("rate", job.bytesPerSecond.map { "\(Phrases.bytes($0))/s, ETA \(Phrases.time(job.etaSeconds))" }),
            ("attempts", String(job.attempts)), ("next try", job.nextAttemptAt.map(\.description)),
            ("created", job.createdAt.description), ("updated", job.updatedAt.description),
            ("error", job.error.map { "\($0.message); \($0.next) [\($0.code)]" }),
            ("location", receipt?.destination.location),
            ("sha256", receipt?.rendition.sha256),
        ]
        return facts.compactMap { name, value in
            value.map { name + String(repeating: " ", count: 13 - name.count) + Console.visible($0) }
        }
    }
}
