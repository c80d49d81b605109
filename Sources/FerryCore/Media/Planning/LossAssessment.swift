/// Works out which media of a source did not reach what is delivered.
///
/// A loss is only stated on evidence: bytes that were not read, a container cut short, packets that did not decode, a
/// second recording left unread, a track left out. What was mended is noted at its track and is no loss. What a header claims counts where headers do not lie: WebM and
/// Matroska write their duration last, so one that is longer than the packets means that packets are missing; MP4 lists
/// every packet and WAV may claim any length, so their headers count only beside other evidence.
public struct LossAssessment: Sendable, Equatable {
    /// One account for each track of the source, in its order.
    public var tracks: [TrackReceipt]
    /// What was lost; `nil` when nothing was.
    public var loss: LossReceipt?

    /// Assesses a rendition, or a source that goes out as it is.
    ///
    /// - Parameters:
    ///   - probe: The source's probe.
    ///   - encodeResult: What the encoder made; `nil` when the source goes out as it is.
    ///   - task: What the encoder was to make; tells which tracks were encoded, and so mended.
    ///   - preset: The preset; `voice` leaves pictures out on purpose.
    ///   - check: What decoding the rendition gave; tells of damage in packets that were kept.
    public static func assess(
        probe: MediaProbe, encodeResult: MediaEncodeResult?, task: MediaEncodeTask? = nil,
        preset: Preset = .interview, check: MediaCheckResult? = nil
    ) -> LossAssessment {
        let evidence = LossEvidence(probe: probe, result: encodeResult)
        let accounts = probe.tracks.map { track in
            TrackAccount(track: track, probe: probe, result: encodeResult, task: task, preset: preset, check: check)
                .settled(by: evidence)
        }
        return LossAssessment(tracks: accounts.map(\.receipt), loss: evidence.loss(over: accounts))
    }
}
