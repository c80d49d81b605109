/// Judges a recording by what watching it gave. A pure decision.
public struct HealthAssessment: Sendable {
    /// What the sound gave; `nil` without sound.
    public var sound: SoundTally?
    /// What the pictures gave; `nil` without pictures.
    public var pictures: PictureTally?
    /// What of the media is missing.
    public var loss: LossReceipt?
    /// Seconds by which making the rendition moved the sound against the picture.
    public var shiftSeconds: Double
    /// The numbers to judge by.
    public var thresholds: HealthThresholds

    /// Gathers what a judgement needs.
    public init(
        sound: SoundTally?, pictures: PictureTally?, loss: LossReceipt?, shiftSeconds: Double = 0,
        thresholds: HealthThresholds = .standard
    ) {
        self.sound = sound
        self.pictures = pictures
        self.loss = loss
        self.shiftSeconds = shiftSeconds
        self.thresholds = thresholds
    }

    /// The judgement; `nil` when nothing was watched.
    public var health: Receipt.Health? {
        guard sound != nil || pictures != nil else { return nil }
        return Receipt.Health(
            verdicts: verdicts.map(\.rawValue), silenceRatio: silenceRatio, loudnessLUFS: sound?.loudnessLUFS,
            clippedRatio: clippedRatio, blackRatio: blackRatio, frozenRatio: frozenRatio, blurRatio: blurRatio,
            avDriftSeconds: drift, thresholds: thresholds)
    }

    private var verdicts: [HealthVerdict] { soundVerdicts + pictureVerdicts + timeVerdicts }

    private var soundVerdicts: [HealthVerdict] {
        guard let sound, sound.seconds >= thresholds.minSeconds else { return [] }
        if reaches(silenceRatio, thresholds.mutedRatio) { return [.microphoneMuted] }
        var found: [HealthVerdict] = []
        if let loudness = sound.loudnessLUFS, loudness < thresholds.quietLoudness { found.append(.tooQuiet) }
        if reaches(clippedRatio, thresholds.clippedRatio) { found.append(.clipped) }
        return found
    }

    private var pictureVerdicts: [HealthVerdict] {
        guard let pictures, pictures.seconds >= thresholds.minSeconds else { return [] }
        var found: [HealthVerdict] = []
        if reaches(blackRatio, thresholds.blackRatio) { found.append(.cameraBlack) }
        let isCamera = pictures.livelySeconds >= thresholds.livelySeconds
        if isCamera, reaches(frozenRatio, thresholds.frozenRatio) { found.append(.cameraFrozen) }
        if pictures.judgedSeconds >= thresholds.minSeconds, reaches(blurRatio, thresholds.blurRatio) {
            found.append(.cameraBlurred)
        }
        return found
    }

    private var timeVerdicts: [HealthVerdict] {
        (abs(drift ?? 0) >= thresholds.driftSeconds ? [.outOfSync] : []) + (loss == nil ? [] : [.mediaLost])
    }

    private var silenceRatio: Double? { sound.flatMap { Self.share($0.silentSeconds, of: $0.seconds) } }
    private var clippedRatio: Double? { sound.flatMap { Self.share($0.clippedSeconds, of: $0.seconds) } }
    private var blackRatio: Double? { pictures.flatMap { Self.share($0.blackSeconds, of: $0.seconds) } }
    private var frozenRatio: Double? { pictures.flatMap { Self.share($0.frozenSeconds, of: $0.seconds) } }
    private var blurRatio: Double? { pictures.flatMap { Self.share($0.blurredSeconds, of: $0.judgedSeconds) } }

    /// Positive where the sound comes too early when samples are laid end to end; `nil` without both tracks.
    private var drift: Double? {
        guard let sound, pictures != nil else { return nil }
        return Self.rounded(sound.driftSeconds - shiftSeconds)
    }

    private func reaches(_ share: Double?, _ limit: Double) -> Bool { (share ?? 0) >= limit }

    private static func share(_ part: Double, of whole: Double) -> Double? {
        whole > 0 ? rounded(min(1, part / whole)) : nil
    }

    /// Rounded to a ten-thousandth, which receipts can be read by.
    private static func rounded(_ value: Double) -> Double {
        value.isFinite ? (value * 10_000).rounded() / 10_000 : 0
    }
}
