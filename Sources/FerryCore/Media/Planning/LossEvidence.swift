/// What says that media is missing as a whole, apart from single tracks.
struct LossEvidence: Sendable {
    let probe: MediaProbe
    /// Reason codes, each once, in the order they were found.
    let reasons: [String]
    /// Bytes of the source that were not read.
    let unreadBytes: Int64

    /// Seconds up to which a header's duration is taken for its packets' own, and as a share.
    static let headerTolerance = (seconds: 0.25, share: 0.02)

    init(probe: MediaProbe, result: MediaEncodeResult?) {
        self.probe = probe
        unreadBytes = max(probe.unreadBytes, result?.unreadBytes ?? 0)
        var codes = probe.defects.map(\.code).filter { ["truncated", "hole"].contains($0) }
        codes += (result?.damage ?? []).map(\.code).filter { ["truncated", "hole"].contains($0) }
        if unreadBytes > 0, !codes.contains("hole") {
            codes.append(probe.defects.contains { $0.code == "joined" } ? "joined" : "truncated")
        }
        if codes.isEmpty, Self.headerIsWrittenLast(probe), Self.headerGap(probe) != nil { codes.append("truncated") }
        var seen: Set<String> = []
        reasons = codes.filter { seen.insert($0).inserted }
    }

    /// When the recording should have ended by its header, on the clock of its packets; `nil` unless something is
    /// missing at the end and the header is longer than the packets.
    var claimedEnd: Double? {
        guard reasons.contains("truncated") || unreadBytes > 0 else { return nil }
        return Self.headerGap(probe).map { Self.lastSeconds(probe) + $0 }
    }

    /// Seconds that unread bytes stand for, at the rate of those that were read, where neither a header nor the times
    /// around the missing bytes say more.
    var unreadSeconds: Double {
        let read = Double(probe.bytes) - Double(unreadBytes)
        let isMeasured = probe.tracks.contains { $0.missingSeconds > 0 }
        guard unreadBytes > 0, read > 0, !isMeasured else { return 0 }
        return SourceFacts.shownSeconds(probe) * Double(unreadBytes) / read
    }

    /// The loss of all tracks together; `nil` when there is none.
    func loss(over accounts: [TrackAccount]) -> LossReceipt? {
        var codes = reasons
        for code in accounts.flatMap(\.reasons) where !codes.contains(code) { codes.append(code) }
        guard !codes.isEmpty else { return nil }
        let seconds = accounts.map(\.secondsLost).max() ?? 0
        return LossReceipt(seconds: seconds, reasons: codes, unreadBytes: unreadBytes)
    }

    /// Seconds by which the header's duration passes the packets, beyond what is normal. Some muxers count from 0 where
    /// the first packet comes later, so the end of the last packet is a full duration too.
    private static func headerGap(_ probe: MediaProbe) -> Double? {
        guard let claimed = probe.headerDurationSeconds, claimed.isFinite else { return nil }
        let gap = claimed - max(SourceFacts.shownSeconds(probe), lastSeconds(probe))
        return gap > tolerance(probe, claimed) ? gap : nil
    }

    /// An MP4 that is not in fragments lists all its packets, so what its header has more is missing to the last bit.
    private static func tolerance(_ probe: MediaProbe, _ claimed: Double) -> Double {
        let listsAll = probe.hasIndex && !headerIsWrittenLast(probe)
        return listsAll ? 0 : max(headerTolerance.seconds, headerTolerance.share * claimed)
    }

    private static func headerIsWrittenLast(_ probe: MediaProbe) -> Bool {
        ["webm", "matroska"].contains(probe.container)
    }

    private static func lastSeconds(_ probe: MediaProbe) -> Double {
        probe.tracks.filter { !$0.isAttachedPicture }.compactMap(\.lastSeconds).max() ?? 0
    }
}
