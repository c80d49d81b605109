public import FerryCore

/// How far the jobs of a session, or of the service, have come together.
public struct TotalProgress: Sendable, Equatable, Codable {
    /// Acknowledged bytes in percent of all; 100 where nothing is under way.
    public var totalUploadProgress: Double
    /// Acknowledged bytes a second of late, over all jobs.
    public var uploadBandwidthUsage: Double
    /// Seconds until everything is delivered, as far as that can be told.
    @Nullable public var estimatedTimeRemaining: Double?
    /// The jobs.
    public var jobs: [JobSummary]

    /// Creates an account.
    public init(
        totalUploadProgress: Double, uploadBandwidthUsage: Double, estimatedTimeRemaining: Double?, jobs: [JobSummary]
    ) {
        self.totalUploadProgress = totalUploadProgress
        self.uploadBandwidthUsage = uploadBandwidthUsage
        self.jobs = jobs
        _estimatedTimeRemaining = Nullable(wrappedValue: estimatedTimeRemaining)
    }
}
