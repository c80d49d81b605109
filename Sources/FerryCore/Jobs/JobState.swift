/// Where a job stands.
public enum JobState: String, Sendable, Codable, CaseIterable {
    /// The bytes are durable.
    case accepted
    /// Its packets are being read.
    case inspecting
    /// A rendition is being made or checked.
    case encoding
    /// The rendition waits for a slot.
    case queued
    /// Bytes are on their way.
    case uploading
    /// A failed request waits for its next attempt.
    case retrying
    /// What arrived is compared with what was sent.
    case confirming
    /// Stopped by request; goes on by request.
    case paused
    /// Done: the object is there.
    case delivered
    /// Given up; what is needed to go on is kept.
    case failed
    /// The source cannot be used.
    case refused
    /// Stopped by request for good.
    case cancelled

    /// Whether nothing follows by itself: `delivered`, `failed`, `refused`, `cancelled`.
    public var isEnd: Bool {
        switch self {
        case .delivered, .failed, .refused, .cancelled: true
        case .accepted, .inspecting, .encoding, .queued, .uploading, .retrying, .confirming, .paused: false
        }
    }

    /// Whether the step to `next` is legal.
    ///
    /// A step back on the road happens only when a job is taken up again, through `accepted`. `failed` may be taken up
    /// again; `delivered`, `refused` and `cancelled` never.
    public func mayBecome(_ next: JobState) -> Bool {
        switch (self, next) {
        case (.delivered, _), (.refused, _), (.cancelled, _): false
        case (.failed, .accepted), (.failed, .cancelled): true
        case (.failed, _): false
        case (_, .failed), (_, .cancelled), (_, .paused), (_, .accepted): self != next
        case (.accepted, .inspecting), (.accepted, .encoding), (.accepted, .queued): true
        case (.inspecting, .encoding), (.inspecting, .queued), (.inspecting, .refused): true
        case (.accepted, .refused), (.encoding, .refused): true
        case (.encoding, .queued): true
        case (.queued, .uploading), (.queued, .confirming), (.queued, .retrying): true
        case (.uploading, .queued), (.uploading, .retrying), (.uploading, .confirming): true
        case (.retrying, .queued), (.retrying, .uploading), (.retrying, .confirming): true
        case (.confirming, .delivered), (.confirming, .retrying), (.confirming, .queued): true
        default: false
        }
    }

    /// Where a job ends with that error.
    ///
    /// A stop by request keeps the job, so that the same command goes on; a source that cannot be used is refused; all
    /// else failed and may be taken up again.
    public static func end(for error: FerryError) -> JobState {
        switch error.code {
        case .cancelled: return .paused
        case .mediaWorkerCrashed, .mediaWorkerStopped, .sourceChanged: return .failed
        default:
            let group = error.code.rawValue.prefix { $0 != "." }
            return ["media", "source", "dataURI"].contains(group) ? .refused : .failed
        }
    }
}
