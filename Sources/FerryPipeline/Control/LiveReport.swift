import FerryCore
import FoundationEssentials

/// How the jobs of one living process stand, as it tells those who share its state directory. It is replaced as a whole
/// and never synced to the disk: it says nothing once its process is gone.
struct LiveReport: Codable, Equatable, Sendable {
    /// One job as its process knows it.
    struct Job: Codable, Equatable, Sendable {
        var jobId: JobID
        var state: JobState
        var acknowledgedBytes: Int64
        var totalBytes: Int64?
        var percent: Double?
        var bytesPerSecond: Double?
        var etaSeconds: Double?
        var attempts: Int
        var nextAttemptAt: Timestamp?
    }

    /// Always 1; a reader that finds another one leaves the file alone.
    var version = 1
    /// When it was told.
    var writtenAt: Timestamp
    /// The order for all processes that this one obeyed last; `nil` for none.
    var rateLimitOrder: String?
    /// Its jobs.
    var jobs: [Job] = []

    /// Whether the other says the same, be it at another time.
    func says(_ other: LiveReport) -> Bool { rateLimitOrder == other.rateLimitOrder && jobs == other.jobs }
}

/// The limit that somebody set for all processes that share a state directory.
struct RateLimitOrder: Codable, Equatable, Sendable {
    /// Names the order, so that each is obeyed once.
    var id: String
    /// Body bytes a second of each process; `nil` is no limit.
    var bytesPerSecond: Int64?
}
