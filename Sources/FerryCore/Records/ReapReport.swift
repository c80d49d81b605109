/// What became of the uploads that nobody goes on with (`mediaferry.reap/1`).
public struct ReapReport: Sendable, Equatable, Codable {
    /// `mediaferry.reap/1`.
    public var schema = "mediaferry.reap/1"
    /// Whether nothing was deleted, only looked at.
    public var dryRun: Bool
    /// The uploads.
    public var uploads: [Upload]

    /// One upload.
    public struct Upload: Sendable, Equatable, Codable {
        /// The job it was for.
        public var jobId: JobID
        /// The source's name without directories.
        public var source: String
        /// The protocol.
        public var dialect: String
        /// Where it is: the end of an upload's URL is a secret and is cut off, see ``HTTPLocation/shortened``.
        public var location: String
        /// Why nobody goes on with it.
        public var reason: OrphanUpload.Reason
        /// What became of it.
        public var verdict: Verdict
        /// Bytes the server holds of it.
        @Nullable public var bytes: Int64?
        /// Bytes it was to have.
        @Nullable public var totalBytes: Int64?
        /// Why it could not be asked or deleted.
        @Nullable public var error: FerryError?

        /// Creates an upload that was not asked about yet.
        public init(_ orphan: OrphanUpload, of job: JobRecord) {
            jobId = orphan.job
            source = job.source.name
            dialect = orphan.upload.dialect
            location = HTTPLocation(orphan.upload.location)?.shortened ?? orphan.upload.location
            reason = orphan.reason
            verdict = .unknown
            _bytes = Nullable(wrappedValue: nil)
            _totalBytes = Nullable(wrappedValue: nil)
            _error = Nullable(wrappedValue: nil)
        }
    }

    /// What became of an upload.
    public enum Verdict: String, Sendable, Codable {
        /// It stands at the server; a run that deletes would delete it.
        case stands
        /// It was deleted.
        case deleted
        /// It was gone already.
        case gone
        /// It is a whole object by now: it stays.
        case complete
        /// Its job is in use: it stays.
        case inUse
        /// The server could not be asked, or would not delete it.
        case unknown
    }

    /// Creates a report.
    public init(dryRun: Bool, uploads: [Upload]) {
        self.dryRun = dryRun
        self.uploads = uploads
    }

    /// Whether something could not be asked or deleted.
    public var hasFault: Bool { uploads.contains { $0.verdict == .unknown } }
}
