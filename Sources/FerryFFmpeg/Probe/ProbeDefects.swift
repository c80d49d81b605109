import FerryCore

/// Says what is wrong or unusual in a source, from its numbers. A pure decision.
enum ProbeDefects {
    /// By how many seconds a header's duration may differ from the packets'.
    static let durationTolerance = 0.5

    /// Containers whose header has a place for the duration.
    private static let statingContainers: Set<String> = ["webm", "matroska", "mp4", "mov", "3gp"]

    /// All defects, in the order in which a reader would want them.
    static func find(_ probe: MediaProbe, census: [TrackCensus]) -> [MediaDefect] {
        var defects = duration(probe)
        for track in probe.tracks { defects += self.track(track) }
        for (index, track) in census.enumerated() where track.timesBack > 0 {
            defects.append(timestamps(index, track))
        }
        return defects
    }

    private static func duration(_ probe: MediaProbe) -> [MediaDefect] {
        guard let header = probe.headerDurationSeconds else {
            guard statingContainers.contains(probe.container) else { return [] }
            return [MediaDefect(code: "duration", detail: "the header states no duration")]
        }
        guard let seconds = probe.durationSeconds, abs(header - seconds) > durationTolerance else { return [] }
        return [
            MediaDefect(
                code: "duration",
                detail: "the header states \(rounded(header)) s, the packets hold \(rounded(seconds)) s")
        ]
    }

    private static func track(_ track: MediaTrack) -> [MediaDefect] {
        guard track.kind == .video || track.kind == .audio, !track.isAttachedPicture else { return [] }
        if track.packets == 0 {
            return [
                MediaDefect(code: "emptyTrack", detail: "\(track.kind.rawValue) track \(track.index) has no packet")
            ]
        }
        guard track.changesSize else { return [] }
        return [MediaDefect(code: "sizeChange", detail: "the picture of track \(track.index) changes its size")]
    }

    private static func timestamps(_ index: Int, _ track: TrackCensus) -> MediaDefect {
        MediaDefect(
            code: "timestamps",
            detail: "times of track \(index) go back \(track.timesBack) times, at most \(rounded(track.farthestBack)) s"
        )
    }

    private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}
