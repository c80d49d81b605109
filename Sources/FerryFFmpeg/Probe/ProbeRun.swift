import CFerryFFmpeg
import FerryCore

/// Looks at media by reading all its packets; nothing is decoded beyond what names the codecs.
struct ProbeRun {
    /// What to look at.
    var source: MediaSource
    /// Told about progress.
    var meter: ProgressMeter

    /// Reads everything and says what there is.
    func run() throws -> MediaProbe {
        let input = try MediaOpener.open(source)
        let survey = PacketSurvey(limits: source.limits, cuts: input.reader.plan?.cuts ?? [])
        try survey.read(input, meter: meter)
        try source.checkCancelled()
        if let failure = FailureTranslation.reading(input.reader) { throw failure }
        let tracks = Self.tracks(input, survey)
        guard tracks.contains(where: { $0.packets > 0 && !$0.isAttachedPicture && $0.kind != .other }) else {
            throw FerryError(.mediaEmptyRecording, "the recording holds no frame and no sample")
        }
        return try describe(input, survey, tracks: tracks)
    }

    private func describe(
        _ input: borrowing InputHandle, _ survey: PacketSurvey, tracks: [MediaTrack]
    ) throws(FerryError) -> MediaProbe {
        let findings = try ContainerFindings(input.reader, container: input.container)
        var probe = MediaProbe(
            container: input.container.rawValue, durationSeconds: Self.span(of: tracks), tracks: tracks,
            headerDurationSeconds: Self.claimed(findings.survey, tracks) ?? Self.headerSeconds(input),
            hasIndex: findings.survey?.hasIndex ?? false, isIndexInFront: findings.survey?.isIndexInFront ?? false,
            bytes: source.layout.length,
            unreadBytes: findings.unreadBytes(position: input.position, hasStopped: survey.stop != nil),
            identifyingTags: IdentifyingTags.names(in: input))
        probe.defects =
            findings.defects(position: input.position, stoppedBy: survey.stop?.text)
            + ProbeDefects.find(probe, census: survey.tracks)
            + survey.events.map { $0.defect(isJoined: findings.isJoined) }.filter {
                $0.code != "joined" || !findings.isJoined
            }
        return probe
    }

    private static func tracks(_ input: borrowing InputHandle, _ survey: PacketSurvey) -> [MediaTrack] {
        var tracks: [MediaTrack] = []
        for index in 0..<min(input.trackCount, survey.tracks.count) {
            guard let stream = input.track(index) else { continue }
            tracks.append(MediaTrack(stream: stream, context: input.context, census: survey.tracks[index]))
        }
        for kind in [MediaTrack.Kind.video, .audio] {
            guard let main = tracks.firstIndex(where: { $0.kind == kind && $0.packets > 0 }) else { continue }
            tracks[main].missingSeconds += input.leftOut.seconds(kind)
        }
        return tracks
    }

    /// What the header claims: for the whole, unless it contradicts itself and a track's own header is far too short,
    /// which players believe. Some recorders write it in the wrong time scale.
    private static func claimed(_ survey: ContainerSurvey?, _ tracks: [MediaTrack]) -> Double? {
        guard let survey else { return nil }
        let lies = zip(survey.declaredTrackSeconds, tracks).compactMap { claimed, track in
            claimed.flatMap { $0 < track.seconds - max(ProbeDefects.durationTolerance, track.seconds / 10) ? $0 : nil }
        }
        return survey.isFragmented ? survey.declaredDurationSeconds : lies.min() ?? survey.declaredDurationSeconds
    }

    /// What the header claims; FFmpeg's own estimates are not of interest.
    private static func headerSeconds(_ input: borrowing InputHandle) -> Double? {
        let context = input.context.pointee
        guard context.duration_estimation_method == AVFMT_DURATION_FROM_STREAM, context.duration > 0 else { return nil }
        return Double(context.duration) / Double(AV_TIME_BASE)
    }

    /// Seconds from the first to the end of the last packet over all tracks that play.
    private static func span(of tracks: [MediaTrack]) -> Double? {
        let playing = tracks.filter { ($0.kind == .video || $0.kind == .audio) && !$0.isAttachedPicture }
        guard let first = playing.compactMap(\.firstSeconds).min(), let last = playing.compactMap(\.lastSeconds).max()
        else { return nil }
        return max(0, last - first)
    }
}
