/// Something that happened on the road, as one line of JSON says it (`mediaferry.event/1`).
public struct FerryEvent: Sendable, Equatable {
    /// Counts from 1 in each process, without gaps.
    public var seq: Int
    /// When it happened.
    public var time: Timestamp
    /// The job, except for the two events of a run.
    public var jobId: JobID?
    /// The answer whose media the job carries; `nil` outside of the hand-off service.
    public var owner: JobOwner?
    /// What happened.
    public var kind: Kind

    /// Creates an event.
    public init(seq: Int, time: Timestamp, jobId: JobID?, owner: JobOwner? = nil, kind: Kind) {
        self.seq = seq
        self.time = time
        self.jobId = jobId
        self.owner = owner
        self.kind = kind
    }

    /// What happened, with its own fields.
    public enum Kind: Sendable, Equatable {
        /// The command begins.
        case runStarted(RunStarted)
        /// The command ends; the last line.
        case runFinished(RunFinished)
        /// The bytes of a source are durable.
        case jobAccepted(JobAccepted)
        /// The plan stands.
        case jobPlanned(JobPlanned)
        /// The job takes a step.
        case jobState(JobStateChange)
        /// The rendition grows.
        case encodeProgress(EncodeProgress)
        /// Bytes were sent or acknowledged.
        case uploadProgress(UploadProgress)
        /// A request with body bytes starts.
        case chunkStarted(ChunkStarted)
        /// A chunk was acknowledged.
        case chunkAcknowledged(ChunkAcknowledged)
        /// A failed request will be tried again.
        case uploadRetry(UploadRetry)
        /// Acknowledged bytes are void.
        case uploadRewound(UploadRewound)
        /// Something was decided on the way.
        case decision(Decision)
        /// A milestone was passed.
        case milestone(MilestonePassed)
        /// The object is there.
        case jobDelivered(JobDelivered)
        /// The job was given up.
        case jobFailed(JobEnded)
        /// The source cannot be used.
        case jobRefused(JobEnded)
        /// The job was stopped by request.
        case jobCancelled(JobEnded)
    }
}

extension FerryEvent.Kind {
    /// The name that stands in `event`.
    public var name: String {
        switch self {
        case .runStarted: "run.started"
        case .runFinished: "run.finished"
        case .jobAccepted: "job.accepted"
        case .jobPlanned: "job.planned"
        case .jobState: "job.state"
        case .encodeProgress: "encode.progress"
        case .uploadProgress: "upload.progress"
        case .chunkStarted: "chunk.started"
        case .chunkAcknowledged: "chunk.acknowledged"
        case .uploadRetry: "upload.retry"
        case .uploadRewound: "upload.rewound"
        case .decision: "decision"
        case .milestone: "milestone"
        case .jobDelivered: "job.delivered"
        case .jobFailed: "job.failed"
        case .jobRefused: "job.refused"
        case .jobCancelled: "job.cancelled"
        }
    }

    var fields: any Encodable {
        switch self {
        case .runStarted(let fields): fields
        case .runFinished(let fields): fields
        case .jobAccepted(let fields): fields
        case .jobPlanned(let fields): fields
        case .jobState(let fields): fields
        case .encodeProgress(let fields): fields
        case .uploadProgress(let fields): fields
        case .chunkStarted(let fields): fields
        case .chunkAcknowledged(let fields): fields
        case .uploadRetry(let fields): fields
        case .uploadRewound(let fields): fields
        case .decision(let fields): fields
        case .milestone(let fields): fields
        case .jobDelivered(let fields): fields
        case .jobFailed(let fields), .jobRefused(let fields), .jobCancelled(let fields): fields
        }
    }
}

extension FerryEvent: Encodable {
    private enum CodingKeys: String, CodingKey {
        case schema, seq, time, event, jobId, sessionId, answerId
    }

    /// Writes the common fields and the event's own beside them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("mediaferry.event/1", forKey: .schema)
        try container.encode(seq, forKey: .seq)
        try container.encode(time, forKey: .time)
        try container.encode(kind.name, forKey: .event)
        try container.encodeIfPresent(jobId, forKey: .jobId)
        try container.encodeIfPresent(owner?.sessionId, forKey: .sessionId)
        try container.encodeIfPresent(owner?.answerId, forKey: .answerId)
        try kind.fields.encode(to: encoder)
    }
}
