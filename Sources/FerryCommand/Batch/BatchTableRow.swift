import MediaFerry

/// An item as a row of a table.
enum BatchTableRow {
    static let heads = [
        "name", "outcome", "bytes", "renditionBytes", "saved", "sha256", "renditionSha256", "location", "jobId",
        "attempts", "decision", "lostSeconds", "acceptedAt", "endedAt", "encodeSeconds", "sendSeconds", "resentBytes",
        "errorCode", "errorMessage",
    ]

    static func fields(_ item: BatchReport.Item) -> [String] {
        let saved = item.renditionBytes.flatMap { item.bytes > 0 ? 1 - Double($0) / Double(item.bytes) : nil }
        let what = [
            item.name, item.outcome?.rawValue ?? "", String(item.bytes), item.renditionBytes.map { String($0) } ?? "",
            saved.map { Phrases.fixed($0, 4) } ?? "", item.sha256 ?? "", item.renditionSha256 ?? "",
            item.location ?? "", item.jobId?.rawValue ?? "", String(item.attempts), item.decision?.rawValue ?? "",
        ]
        let how = [
            item.lostSeconds.map { Phrases.fixed($0, 3) }, item.acceptedAt?.description, item.endedAt?.description,
            item.encodeSeconds.map { Phrases.fixed($0, 3) }, item.sendSeconds.map { Phrases.fixed($0, 3) },
            item.resentBytes.map { String($0) }, item.error?.code.rawValue, item.error?.message,
        ]
        return what + how.map { $0 ?? "" }
    }
}
