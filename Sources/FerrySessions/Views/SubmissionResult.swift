public import FerryCore

/// What came of a hand-off, once all of its media is delivered.
public struct SubmissionResult: Sendable, Equatable, Codable {
    /// Where the video is kept; `null` where there was none.
    @Nullable public var videoUrl: String?
    /// Where the sound is kept; `null` where there was none.
    @Nullable public var audioUrl: String?
    /// The receipts of its jobs, video first.
    public var receipts: [Receipt]
    /// Signs of a bad recording.
    public var health: Health
    /// Media that could not be delivered; `null` where nothing was lost.
    @Nullable public var loss: LossReceipt?

    /// Signs of a bad recording, for both recordings of an answer.
    public struct Health: Sendable, Equatable, Codable {
        /// What is wrong with any of them, each once.
        public var verdicts: [String]
        /// The account of the video; `null` where nothing was decoded.
        @Nullable public var video: Receipt.Health?
        /// The account of the sound recording; `null` where nothing was decoded.
        @Nullable public var audio: Receipt.Health?

        /// Puts two accounts together.
        public init(video: Receipt.Health?, audio: Receipt.Health?) {
            verdicts = Set((video?.verdicts ?? []) + (audio?.verdicts ?? [])).sorted()
            _video = Nullable(wrappedValue: video)
            _audio = Nullable(wrappedValue: audio)
        }
    }

    /// Puts the receipts of both recordings together.
    public init(video: Receipt?, audio: Receipt?) {
        receipts = [video, audio].compactMap { $0 }
        health = Health(video: video?.health, audio: audio?.health)
        _videoUrl = Nullable(wrappedValue: video?.destination.location)
        _audioUrl = Nullable(wrappedValue: audio?.destination.location)
        _loss = Nullable(wrappedValue: Self.loss(receipts.compactMap(\.loss)))
    }

    private static func loss(_ losses: [LossReceipt]) -> LossReceipt? {
        guard !losses.isEmpty else { return nil }
        return LossReceipt(
            seconds: losses.reduce(0) { max($0, $1.seconds) }, reasons: Set(losses.flatMap(\.reasons)).sorted(),
            unreadBytes: losses.reduce(0) { $0 + $1.unreadBytes })
    }
}
