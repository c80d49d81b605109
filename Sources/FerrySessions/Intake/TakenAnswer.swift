public import FerryCore

/// An answer that was taken in: its media is on the disk, its rows are not in the store yet.
public struct TakenAnswer: Sendable, Equatable {
    /// What it says beside its media.
    public var fields: AnswerFields
    /// Its media, video first.
    public var media: [TakenMedia]
    /// SHA-256 over the fields, in an order of their own, and the hashes of the media, in lower-case hex. The same answer
    /// has the same one whether it came as JSON, as a form or by uploads, whatever the order of its fields; the addresses
    /// of uploads are no part of it.
    public var contentSHA256: String

    /// Creates an answer, and hashes it.
    public init(fields: AnswerFields, media: [TakenMedia]) {
        self.fields = fields
        self.media = media.sorted { $0.kind == .video && $1.kind == .audio }
        contentSHA256 = Self.digest(fields, self.media)
    }
}

/// One recording of an answer that was taken in.
public struct TakenMedia: Sendable, Equatable {
    /// Which recording.
    public var kind: MediaKind
    /// The job that is to carry it.
    public var job: JobID
    /// Its bytes, in the spool under the job's key.
    public var source: SourceRecord

    /// Creates a recording.
    public init(kind: MediaKind, job: JobID, source: SourceRecord) {
        self.kind = kind
        self.job = job
        self.source = source
    }
}
