/// What was mended on the way of a track into its rendition, as reason codes, and what the encoder noted itself.
enum MendedNotes {
    /// The notes, each once.
    static func of(
        _ track: MediaTrack, probe: MediaProbe, written: MediaEncodeResult.TrackResult, isCopied: Bool
    ) -> [String] {
        var codes = around(probe)
        if !isCopied { codes += inside(track, written) }
        var seen: Set<String> = []
        return (codes.map(\.rawValue) + written.notes).filter { seen.insert($0).inserted }
    }

    /// Mended by writing the container anew.
    private static func around(_ probe: MediaProbe) -> [MediaPlan.Code] {
        var codes: [MediaPlan.Code] = []
        if ContainerChoice.needsIndex(probe) {
            if !SourceFacts.hasTrueDuration(probe) { codes.append(.duration) }
            if !(probe.hasIndex && probe.isIndexInFront) { codes.append(.index) }
        }
        for code in [MediaPlan.Code.timestamps, .joined]
        where probe.defects.contains(where: { $0.code == code.rawValue }) {
            codes.append(code)
        }
        return codes
    }

    /// Mended by encoding.
    private static func inside(
        _ track: MediaTrack, _ written: MediaEncodeResult.TrackResult
    ) -> [MediaPlan.Code] {
        var codes: [MediaPlan.Code] = []
        if track.rotation % 360 != 0 { codes.append(.rotation) }
        if track.kind == .video, abs(track.sampleAspect - 1) >= 0.005 { codes.append(.aspect) }
        if track.changesSize { codes.append(.sizeChange) }
        if written.framesDropped > 0 { codes.append(.frameRate) }
        return codes
    }
}
