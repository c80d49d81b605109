/// What became of one track of the source.
struct TrackAccount: Sendable {
    /// The account so far.
    private(set) var receipt: TrackReceipt
    /// Reason codes of this track's own losses.
    private(set) var reasons: [String] = []
    private let track: MediaTrack
    private let isDelivered: Bool

    /// Seconds lost.
    var secondsLost: Double { receipt.secondsLost ?? 0 }

    init(
        track: MediaTrack, probe: MediaProbe, result: MediaEncodeResult?, task: MediaEncodeTask?, preset: Preset,
        check: MediaCheckResult?
    ) {
        self.track = track
        let seconds = SourceFacts.shownSeconds(track)
        receipt = TrackReceipt(
            kind: track.kind, codecIn: track.codec, secondsIn: seconds, framesIn: track.packets, secondsLost: 0,
            width: track.width, height: track.height)
        let written = result?.tracks.first { $0.sourceIndex == track.index }
        isDelivered = result == nil || written != nil
        if track.packets == 0 { receipt.notes.append("emptyTrack") }
        if track.missingSeconds > 0 { lose(track.missingSeconds) }
        let damaged = check?.tracks.first { $0.kind == track.kind }?.decodeErrors ?? 0
        if let written {
            let isCopied = task.map { !$0.encodes(track) } ?? (written.codecIn == written.codecOut)
            note(written, damaged: isCopied ? damaged : 0)
            receipt.notes = MendedNotes.of(track, probe: probe, written: written, isCopied: isCopied) + receipt.notes
        } else if result == nil {
            keep(seconds)
            noteDamage(damaged)
        } else {
            leaveOut(preset, seconds, isSpare: track.index != probe.mainIndex(of: track.kind))
        }
    }

    /// The source goes out as it is.
    private mutating func keep(_ seconds: Double) {
        receipt.codecOut = track.codec
        receipt.secondsOut = seconds
        receipt.framesOut = track.packets
    }

    private mutating func note(_ written: MediaEncodeResult.TrackResult, damaged: Int) {
        receipt.codecOut = written.codecOut
        receipt.secondsOut = written.secondsOut
        receipt.framesIn = written.framesIn
        receipt.framesOut = written.framesOut
        receipt.width = written.width
        receipt.height = written.height
        noteDamage(max(written.decodeErrors, damaged))
    }

    /// Places that do not decode count as lost, as long as a packet usually lasts.
    private mutating func noteDamage(_ errors: Int) {
        guard errors > 0 else { return }
        let spacing = track.packets > 0 ? SourceFacts.shownSeconds(track) / Double(track.packets) : 0
        lose(min(Double(errors) * spacing, SourceFacts.shownSeconds(track)))
        receipt.notes.append("\(errors) places did not decode")
    }

    private mutating func lose(_ seconds: Double) {
        receipt.secondsLost = secondsLost + seconds
        if !reasons.contains("hole") { reasons.append("hole") }
    }

    /// One picture and one sound are taken. Covers and the pictures that `voice` leaves out are no loss; a second
    /// sound, a second picture and text are.
    private mutating func leaveOut(_ preset: Preset, _ seconds: Double, isSpare: Bool) {
        receipt.secondsOut = 0
        receipt.framesOut = 0
        guard track.packets > 0 else { return }
        receipt.notes.append("left out")
        let isMeant = track.isAttachedPicture || track.kind == .other || (preset == .voice && track.kind != .audio)
        guard !isMeant, isSpare else { return }
        receipt.secondsLost = seconds
        reasons.append("leftOut")
    }

    /// Adds what is missing at the end of the whole recording.
    func settled(by evidence: LossEvidence) -> TrackAccount {
        var settled = self
        guard isDelivered, track.packets > 0, track.kind == .video || track.kind == .audio,
            !track.isAttachedPicture
        else { return settled }
        var missing = 0.0
        if let end = evidence.claimedEnd, let last = track.lastSeconds {
            missing = max(0, end - last)
        } else {
            missing = evidence.unreadSeconds
        }
        settled.receipt.secondsLost = secondsLost + missing
        settled.receipt.secondsIn = (receipt.secondsIn ?? 0) + missing
        return settled
    }
}

extension SourceFacts {
    /// Seconds of a track that a player shows.
    static func shownSeconds(_ track: MediaTrack) -> Double {
        guard let first = track.firstSeconds, let last = track.lastSeconds else { return 0 }
        return max(0, last - max(0, first))
    }
}

extension MediaEncodeTask {
    /// Whether a track of the source is decoded and encoded.
    func encodes(_ track: MediaTrack) -> Bool {
        (video?.sourceIndex == track.index && video?.encoding != nil)
            || (audio?.sourceIndex == track.index && audio?.encoding != nil)
    }
}

extension MediaProbe {
    /// The place of the track of a kind that is taken; `nil` when none is.
    func mainIndex(of kind: MediaTrack.Kind) -> Int? {
        switch kind {
        case .video: mainVideo?.index
        case .audio: mainAudio?.index
        case .subtitle, .other: nil
        }
    }
}
