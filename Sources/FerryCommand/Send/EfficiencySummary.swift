import MediaFerry

/// The end of a run in a few lines.
enum EfficiencySummary {
    static func lines(_ report: RunReport) -> [String] {
        let files = report.files
        let counts = [
            ("delivered", files.delivered), ("with loss", files.deliveredWithLoss), ("reused", files.reused),
            ("refused", files.refused), ("failed", files.failed), ("cancelled", files.cancelled),
        ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
        // The best whole second says nothing of a run that was over sooner.
        let peak = report.peakBandwidth.flatMap { peak in peak >= (report.averageBandwidth ?? 0) ? peak : nil }
        let rates = [report.averageBandwidth.map { ("average", $0) }, peak.map { ("peak", $0) }]
            .compactMap { $0.map { "\($0.0) \(Phrases.bytes($0.1))/s" } }.joined(separator: ", ")
        let retries = report.retries.values.reduce(0, +)
        let saved = report.compressionSavings.map { ", \(Phrases.percent($0)) saved" } ?? ""
        return [
            "files       \(files.total): \(counts)",
            "bytes       \(Phrases.bytes(Double(report.bytes.source))) in, "
                + "\(Phrases.bytes(Double(report.bytes.rendition))) kept\(saved)",
            "transfer    \(Phrases.bytes(Double(report.totalDataUploaded))) acknowledged"
                + (rates.isEmpty ? "" : ", \(rates)")
                + ", \(Phrases.bytes(Double(report.bytes.resent))) sent again, \(retries) retries",
            "efficiency  \(Phrases.fixed(report.overallEfficiencyScore, 1)) of 100",
        ]
    }
}
