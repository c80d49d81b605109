import FerryReports
import FoundationEssentials
import MediaFerry

/// Writes the reports of a batch from its ledger, item by item: what is in memory does not grow with the batch.
struct BatchReportFiles {
    let json: String?
    let csv: String?
    let html: String?

    /// Items that are read at once.
    private static let pageItems = 500

    /// Whether anything is to be written.
    var isWanted: Bool { json != nil || csv != nil || html != nil }

    /// Writes what is asked for.
    ///
    /// - Throws: `store.unavailable` for a file that cannot be written, or a ledger that cannot be read.
    func write(_ report: BatchReport, of batch: BatchFerry) async throws(FerryError) {
        let jsonFile = try json.map { path throws(FerryError) in try ReportFile(path) }
        let csvFile = try csv.map { path throws(FerryError) in try ReportFile(path) }
        let (head, tail) = try Self.frame(report)
        try jsonFile?.write(head)
        var table = CSVText(heads: BatchTableRow.heads)
        var digest = BatchDigest()
        var (after, isFirst) = (Int64(0), true)
        while case let items = try await batch.items(after: after, limit: Self.pageItems), let last = items.last {
            for item in items.map(BatchReport.Item.init) {
                digest.take(item)
                table.append(BatchTableRow.fields(item))
                if json != nil { try jsonFile?.write((isFirst ? "\n" : ",\n") + Self.text(item)) }
                isFirst = false
            }
            try csvFile?.write(table.drain())
            after = last.number
        }
        try csvFile?.write(table.drain())
        try jsonFile?.write(tail + "\n")
        try jsonFile?.close()
        try csvFile?.close()
        if let html {
            let file = try ReportFile(html)
            try file.write(BatchPage.page(report, digest).html)
            try file.close()
        }
    }

    /// The document in front of its items and behind them.
    private static func frame(_ report: BatchReport) throws(FerryError) -> (head: String, tail: String) {
        let text = text(report)
        guard let place = text.firstRange(of: "\"items\":[]") else {
            throw FerryError(.storeUnavailable, "the report cannot be written as JSON")
        }
        return (String(text[..<place.upperBound].dropLast()), String(text[place.upperBound...]).withPrefix("]"))
    }

    private static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension String {
    fileprivate func withPrefix(_ prefix: String) -> String { prefix + self }
}
