/// An upload at a destination that a state directory knows and that no job will go on with.
public struct OrphanUpload: Sendable, Hashable {
    /// The job it was for.
    public var job: JobID
    /// The upload.
    public var upload: UploadRecord
    /// Why nobody goes on with it.
    public var reason: Reason

    /// Why nobody goes on with an upload.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// Its job failed; without the upload a later try begins at byte 0.
        case failed
        /// Its job was cancelled.
        case cancelled
        /// The source of its job was refused.
        case refused
        /// Its job gave it up, and the server did not confirm that it is gone.
        case givenUp
    }

    /// Creates an orphan.
    public init(job: JobID, upload: UploadRecord, reason: Reason) {
        self.job = job
        self.upload = upload
        self.reason = reason
    }

    /// The orphans among the uploads of some jobs, in the order of the jobs.
    ///
    /// An upload that a delivered or an unfinished job names too is never one: a server that keeps one object for a job
    /// may have named it to two. Nor is one whose bytes all go in one request: of that a server keeps nothing that is not
    /// an object.
    public static func orphans(of jobs: [JobRecord]) -> [OrphanUpload] {
        let used = Set(jobs.filter { $0.state == .delivered || !$0.state.isEnd }.compactMap(\.upload))
        var found: Set<UploadRecord> = []
        return jobs.flatMap { job in
            let own = job.upload.flatMap { upload in
                Reason(job.state).map { OrphanUpload(job: job.id, upload: upload, reason: $0) }
            }
            let left = (job.abandoned ?? []).map { OrphanUpload(job: job.id, upload: $0, reason: .givenUp) }
            return ((own.map { [$0] } ?? []) + left).filter {
                $0.upload.isHeldByServer && !used.contains($0.upload) && found.insert($0.upload).inserted
            }
        }
    }
}

extension UploadRecord {
    /// Whether the server may hold something of it that is no object yet: not where an object goes in one `PUT`, as with
    /// plain web servers, and to S3 where no upload in parts was begun.
    fileprivate var isHeldByServer: Bool {
        switch Destination.Dialect(rawValue: dialect) {
        case .put: false
        case .s3: parts != nil
        default: true
        }
    }
}

extension OrphanUpload.Reason {
    fileprivate init?(_ state: JobState) {
        switch state {
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        case .refused: self = .refused
        default: return nil
        }
    }
}

extension JobRecord {
    /// Uploads that are remembered as given up, at most; older ones run out at their server by themselves.
    public static let maxAbandoned = 16

    /// The job goes on without its upload; one that may still stand at the server is remembered.
    public mutating func giveUpUpload(isGone: Bool) {
        guard let upload else { return }
        if !isGone { abandoned = ((abandoned ?? []) + [upload]).suffix(Self.maxAbandoned) }
        self.upload = nil
    }

    /// Forgets an upload that is gone.
    public mutating func forget(_ gone: UploadRecord) {
        if upload == gone { upload = nil }
        abandoned?.removeAll { $0 == gone }
        if abandoned?.isEmpty == true { abandoned = nil }
    }
}
