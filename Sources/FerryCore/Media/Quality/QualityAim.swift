/// What a quality that was asked for makes of a plan. Pure decisions around the search.
public enum QualityAim {
    /// XPSNR of luma in dB that can be asked for: below faces fall apart, above files grow past any source.
    public static let range = 20.0...60.0

    /// How far the rate bound of H.264 is lifted: it is there for pictures of usual quality.
    static let rateFactor = 4

    /// What follows from a search.
    public enum Outcome: Sendable, Equatable {
        /// Encode with the setting that was found.
        case encode(MediaPlan, MediaEncodeTask)
        /// The target is not worth it, or out of reach.
        case refuse(MediaPlan.Refusal)
    }

    /// The task to search with; `nil` where no picture is encoded, so that there is nothing to choose.
    public static func trial(_ task: MediaEncodeTask) -> MediaEncodeTask? {
        guard let encoding = task.video?.encoding else { return nil }
        var trial = task
        trial.video?.encoding?.maxRate = encoding.maxRate * rateFactor
        trial.video?.encoding?.bufferSize = encoding.bufferSize * rateFactor
        return trial
    }

    /// Whether a finding answers the same question, so that after a restart it need not be searched again.
    public static func holds(_ finding: QualityFinding, for target: Double) -> Bool { finding.target == target }

    /// What follows from a finding.
    ///
    /// - Parameters:
    ///   - task: What was searched with.
    public static func outcome(
        of finding: QualityFinding, plan: MediaPlan, task: MediaEncodeTask, probe: MediaProbe
    ) -> Outcome {
        var (plan, task) = (plan, task)
        plan.quality = finding
        guard finding.isReached else { return .refuse(.outOfReach(finding)) }
        task.video?.encoding?.crf = finding.crf
        guard let bytes = SizePrediction.bytes(probe, task, pictureRate: finding.bitRate) else {
            return .encode(plan, task)
        }
        plan.predictedBytes = bytes
        // Windows are not the whole; only what is beyond doubt is not even tried.
        guard bytes <= probe.bytes else { return .refuse(.dear(finding, bytes: bytes, sourceBytes: probe.bytes)) }
        return .encode(plan, task)
    }
}

extension MediaPlan.Refusal {
    /// No setting reaches the quality.
    static func outOfReach(_ finding: QualityFinding) -> MediaPlan.Refusal {
        MediaPlan.Refusal(
            code: "quality",
            message: "no setting reaches \(PlainNumber.text(finding.target)) dB XPSNR; the best that was tried,"
                + " CRF \(PlainNumber.text(finding.crf)), reaches \(PlainNumber.text(finding.found)) dB")
    }

    /// The quality costs more bytes than the source has.
    static func dear(_ finding: QualityFinding, bytes: Int64, sourceBytes: Int64) -> MediaPlan.Refusal {
        MediaPlan.Refusal(
            code: "larger",
            message: "\(PlainNumber.text(finding.target)) dB XPSNR would take about \(bytes) bytes, more than the"
                + " \(sourceBytes) of the source")
    }
}
