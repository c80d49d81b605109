import MediaFerry

/// The end of a batch in a few lines.
enum BatchSummary {
    static func lines(_ totals: BatchTotals, seconds: Double) -> [String] {
        let counts =
            BatchOutcome.allCases.filter { totals.count($0) > 0 }
            .map { "\(totals.count($0)) \(word($0))" }
            + (totals.open.items > 0 ? ["\(totals.open.items) still due"] : [])
        let renditions = totals.ended.values.reduce(Int64(0)) { $0 + $1.renditionBytes }
        let saved = totals.savings.map { ", \(Phrases.percent($0)) saved" } ?? ""
        return [
            "files       \(totals.items): \(counts.isEmpty ? "none" : counts.joined(separator: ", "))",
            "bytes       \(Phrases.bytes(Double(totals.bytes))) listed, \(Phrases.bytes(Double(renditions))) kept\(saved)",
            "time        \(Phrases.time(seconds))",
        ]
    }

    /// An end as people say it.
    static func word(_ outcome: BatchOutcome) -> String {
        switch outcome {
        case .delivered: "delivered"
        case .deliveredWithLoss: "with loss"
        case .reused: "reused"
        case .notSmaller: "not smaller"
        case .replaced: "replaced"
        case .kept: "kept for their loss"
        case .refused: "refused"
        case .setAside: "set aside"
        case .removed: "removed meanwhile"
        }
    }
}
