extension Receipt {
    /// Signs of a bad recording.
    public struct Health: Sendable, Equatable, Codable {
        /// What is wrong, as codes of ``HealthVerdict``; empty for a good recording.
        public var verdicts: [String]
        /// Share of silence, 0…1.
        @Nullable public var silenceRatio: Double?
        /// Integrated loudness by EBU R 128; `nil` when nothing was loud enough to be measured.
        @Nullable public var loudnessLUFS: Double?
        /// Share of clipped samples, 0…1.
        @Nullable public var clippedRatio: Double?
        /// Share of time that shows black, 0…1.
        @Nullable public var blackRatio: Double?
        /// Share of time in which the picture stands still for long, 0…1.
        @Nullable public var frozenRatio: Double?
        /// Share of blurred time, 0…1.
        @Nullable public var blurRatio: Double?
        /// Seconds by which sound and picture move apart on the way; positive where the sound runs ahead.
        @Nullable public var avDriftSeconds: Double?
        /// The numbers it was judged by.
        @Nullable public var thresholds: HealthThresholds?

        /// Creates an account.
        public init(
            verdicts: [String], silenceRatio: Double? = nil, loudnessLUFS: Double? = nil,
            clippedRatio: Double? = nil, blackRatio: Double? = nil, frozenRatio: Double? = nil,
            blurRatio: Double? = nil, avDriftSeconds: Double? = nil, thresholds: HealthThresholds? = nil
        ) {
            self.verdicts = verdicts
            self._silenceRatio = Nullable(wrappedValue: silenceRatio)
            self._loudnessLUFS = Nullable(wrappedValue: loudnessLUFS)
            self._clippedRatio = Nullable(wrappedValue: clippedRatio)
            self._blackRatio = Nullable(wrappedValue: blackRatio)
            self._frozenRatio = Nullable(wrappedValue: frozenRatio)
            self._blurRatio = Nullable(wrappedValue: blurRatio)
            self._avDriftSeconds = Nullable(wrappedValue: avDriftSeconds)
            self._thresholds = Nullable(wrappedValue: thresholds)
        }
    }
}
