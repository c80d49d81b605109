/// What became of the pieces that a source was put together from.
public struct JoinedPieces: Sendable, Equatable, Codable {
    /// How many pieces were handed in.
    public var count: Int
    /// The names of pieces that were there twice.
    public var duplicates: [String]
    /// Where pieces are missing.
    public var gaps: [PieceOrder.Gap]
    /// Bytes of pieces that are of no use without the missing ones.
    public var unusedBytes: Int64

    /// Creates an account.
    public init(count: Int, duplicates: [String], gaps: [PieceOrder.Gap], unusedBytes: Int64) {
        self.count = count
        self.duplicates = duplicates
        self.gaps = gaps
        self.unusedBytes = unusedBytes
    }

    /// Seconds of all missing pieces together.
    public var missingSeconds: Double { gaps.reduce(0) { $0 + $1.seconds } }

    /// Adds what is missing to what the joined bytes show: they are sound, so no probe can tell.
    public func complete(_ probe: MediaProbe) -> MediaProbe {
        guard !gaps.isEmpty else { return probe }
        var probe = probe
        probe.defects += gaps.prefix(Self.maxDefects).map { gap in
            MediaDefect(
                code: "hole",
                detail:
                    "a piece is missing at \(PlainNumber.text(gap.at)) s; it held \(PlainNumber.text(gap.seconds)) s")
        }
        for index in [probe.mainVideo?.index, probe.mainAudio?.index].compactMap(\.self) {
            guard let place = probe.tracks.firstIndex(where: { $0.index == index }) else { continue }
            probe.tracks[place].missingSeconds += missingSeconds
        }
        return probe
    }

    /// What is lost, for a source that is not inspected; `nil` when nothing is.
    public var loss: LossReceipt? {
        gaps.isEmpty ? nil : LossReceipt(seconds: missingSeconds, reasons: ["hole"], unreadBytes: unusedBytes)
    }

    private static let maxDefects = 16
}
