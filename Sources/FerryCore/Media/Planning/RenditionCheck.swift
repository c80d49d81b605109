/// Decides whether a finished rendition may be used, from what the encoder says it wrote and what decoding it once gave.
public struct RenditionCheck: Sendable {
    /// The answer.
    public enum Verdict: Sendable, Equatable {
        /// It holds what was planned.
        case sound
        /// It is not used, and why.
        case refused(MediaPlan.Refusal)
    }

    let task: MediaEncodeTask
    let result: MediaEncodeResult
    let check: MediaCheckResult
    let probe: MediaProbe

    /// Seconds by which sound, and at least by which a picture, may differ from what was planned.
    static let toleranceSeconds = 0.1

    /// Judges a rendition.
    ///
    /// Every planned track is there in its codec and decodes: an encoded one without an error and with exactly the
    /// frames written, a copied one mostly, since it brings the source's own damage along. Durations and the distance
    /// between picture and sound agree within 0.1 s or two frames. MP4 has its index in front, and an encode can be
    /// sought. Last the size, as
    /// ``sizeVerdict(task:bytes:probe:rules:)`` says.
    ///
    /// - Parameters:
    ///   - task: What was to be made.
    ///   - encodeResult: What the encoder says it made.
    ///   - check: What decoding it once gave.
    ///   - probe: The source's probe.
    public static func verdict(
        task: MediaEncodeTask, encodeResult: MediaEncodeResult, check: MediaCheckResult, probe: MediaProbe,
        rules: RenditionRules = .standard
    ) -> Verdict {
        let it = RenditionCheck(task: task, result: encodeResult, check: check, probe: probe)
        if let fault = it.containerFault() ?? it.trackFault() ?? it.offsetFault() {
            return .refused(.unsound(fault))
        }
        return sizeVerdict(task: task, bytes: encodeResult.layout.length, probe: probe, rules: rules)
    }

    /// Judges the size alone, which needs no decoding: an encode has to be at least 5 % smaller than its source; a
    /// remux may be larger, and so may an encode that does what was asked for beside the preset.
    public static func sizeVerdict(
        task: MediaEncodeTask, bytes: Int64, probe: MediaProbe, rules: RenditionRules = .standard
    ) -> Verdict {
        guard bytes > 0 else { return .refused(.unsound("it has no bytes")) }
        guard !task.isRemux, !task.changesMedia, Double(bytes) > rules.maxEncodedShare * Double(probe.bytes) else {
            return .sound
        }
        return .refused(.larger(bytes: bytes, sourceBytes: probe.bytes, saving: 1 - rules.maxEncodedShare))
    }

    private func containerFault() -> String? {
        let isExpected = check.container == task.container.rawValue
        guard isExpected else { return "it is \(check.container) instead of \(task.container.rawValue)" }
        guard task.container != .mp4 || check.isIndexInFront else { return "its index is not in front" }
        // A copy may have a single key frame; an encode never has.
        guard task.isRemux || check.isSeekable else { return "no jump into it leads near its aim" }
        return nil
    }
}

extension MediaPlan.Refusal {
    /// An encode that is not so much smaller than its source as it has to be.
    ///
    /// - Parameter saving: By what share of the source it has to be smaller; below 0 it may be larger.
    public static func larger(bytes: Int64, sourceBytes: Int64, saving: Double = 0.05) -> MediaPlan.Refusal {
        let percent = PlainNumber.text((abs(saving) * 1000).rounded() / 10)
        let rule =
            saving >= 0
            ? "not at least \(percent) % fewer than" : "more than \(percent) % above"
        return MediaPlan.Refusal(
            code: "larger", message: "the encode has \(bytes) bytes, \(rule) the \(sourceBytes) of the source")
    }

    /// An encode that was begun for its speed and turned out to be too slow for that.
    public static let slower = MediaPlan.Refusal(
        code: "slower", message: "encoding turned out to take longer than sending the packets as they are")

    /// A rendition that does not hold what was planned.
    public static func unsound(_ fault: String) -> MediaPlan.Refusal {
        MediaPlan.Refusal(code: "unsound", message: "the rendition failed its check: \(fault)")
    }

    /// A rendition that could not be made or read at all.
    public static func failed(_ error: FerryError) -> MediaPlan.Refusal {
        MediaPlan.Refusal(code: error.code.rawValue, message: error.message)
    }
}
