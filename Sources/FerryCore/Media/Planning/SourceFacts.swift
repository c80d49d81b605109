/// What the planner asks of a probe, worked out once.
struct SourceFacts: Sendable {
    let probe: MediaProbe
    let video: MediaTrack?
    let audio: MediaTrack?
    /// Seconds that a player shows over all tracks.
    let seconds: Double

    /// - Throws: `media.emptyRecording` when no track holds a frame or a sample.
    init(_ probe: MediaProbe) throws(FerryError) {
        video = probe.mainVideo
        audio = probe.mainAudio
        guard video != nil || audio != nil else {
            throw FerryError(.mediaEmptyRecording, "the recording holds no frame and no sample")
        }
        self.probe = probe
        seconds = Self.shownSeconds(probe)
    }

    /// Seconds that a player shows, from the first to the end of the last packet. Packets before 0 are there for the
    /// decoder alone (an MP4's edit list, an encoder's priming) and do not count.
    static func shownSeconds(_ probe: MediaProbe) -> Double {
        let timed = probe.tracks.filter { !$0.isAttachedPicture && $0.packets > 0 }
        guard let first = timed.compactMap(\.firstSeconds).min(), let last = timed.compactMap(\.lastSeconds).max()
        else { return probe.durationSeconds ?? 0 }
        return max(0, last - max(0, first))
    }

    /// Average bits a second of a track; `nil` when its duration is unknown.
    static func bitRate(_ track: MediaTrack) -> Double? {
        track.seconds > 0 ? Double(track.payloadBytes) * 8 / track.seconds : nil
    }

    /// Average frames a second of a video track; `nil` when its duration is unknown.
    static func frameRate(_ track: MediaTrack) -> Double? {
        track.seconds > 0 ? Double(track.packets) / track.seconds : nil
    }

    /// Whether the header's duration is what the packets say: within 0.25 s or 2 %.
    static func hasTrueDuration(_ probe: MediaProbe) -> Bool {
        guard let claimed = probe.headerDurationSeconds else { return false }
        let seconds = shownSeconds(probe)
        return abs(claimed - seconds) <= max(0.25, 0.02 * seconds)
    }
}
