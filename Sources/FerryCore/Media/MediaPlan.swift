/// The decision about one source, with its reasons and numbers. This is `plan` in receipts and events.
public struct MediaPlan: Sendable, Equatable, Codable {
    /// The preset that was asked for.
    public var preset: Preset
    /// What is done.
    public var decision: Decision
    /// Why, one entry for each thing looked at.
    public var reasons: [Reason]
    /// Expected bytes of the rendition.
    @Nullable public var predictedBytes: Int64?
    /// How long it is expected to take; `nil` where that was not worked out.
    @Nullable public var predictedSeconds: PredictedSeconds?
    /// The rendition that was made and then not used, where there was one.
    @Nullable public var refusedRendition: Refusal?
    /// The setting that was searched for a quality; `nil` where none was asked for.
    @Nullable public var quality: QualityFinding?

    /// What is done with a source.
    public enum Decision: String, Sendable, Codable {
        /// The preset is `none`.
        case none
        /// The source goes out as it is because it needs nothing.
        case skip
        /// Packets are kept, the container is written anew.
        case remux
        /// At least one track is encoded.
        case encode
    }

    /// One thing looked at.
    public struct Reason: Sendable, Equatable, Codable {
        /// What was looked at.
        public var code: Code
        /// What the source has, as text.
        public var value: String
        /// What the preset asks for, as text.
        @Nullable public var limit: String?
        /// What follows from it.
        public var verdict: Verdict

        /// Creates a reason.
        public init(_ code: Code, value: String, limit: String?, verdict: Verdict) {
            self.code = code
            self.value = value
            self._limit = Nullable(wrappedValue: limit)
            self.verdict = verdict
        }
    }

    /// What a reason is about.
    public enum Code: String, Sendable, Codable, CaseIterable {
        case codec, container, bitrate, dimensions, frameRate, keyFrames, pixelFormat, hdr, interlacing, rotation
        case aspect, sizeChange, audioLayout, duration, index, timestamps, truncated, hole, emptyTrack, joined, uplink
        case loudness, denoise
    }

    /// What follows from a reason.
    public enum Verdict: String, Sendable, Codable {
        /// It can stay.
        case keep
        /// Writing the container anew mends it.
        case repair
        /// The track must be encoded.
        case convert
    }

    /// Why a finished rendition was not used.
    public struct Refusal: Sendable, Equatable, Codable {
        /// `larger` (not at least 5 % smaller), `quality` (out of reach), `unsound`, `slower` (given up because sending the
        /// packets as they are is sooner done), or the error's code.
        public var code: String
        /// One sentence.
        public var message: String

        /// Creates a refusal.
        public init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// Creates a plan.
    public init(
        preset: Preset, decision: Decision, reasons: [Reason] = [], predictedBytes: Int64? = nil,
        predictedSeconds: PredictedSeconds? = nil, refusedRendition: Refusal? = nil,
        quality: QualityFinding? = nil
    ) {
        self.preset = preset
        self.decision = decision
        self.reasons = reasons
        self._predictedBytes = Nullable(wrappedValue: predictedBytes)
        self._predictedSeconds = Nullable(wrappedValue: predictedSeconds)
        self._refusedRendition = Nullable(wrappedValue: refusedRendition)
        self._quality = Nullable(wrappedValue: quality)
    }
}
