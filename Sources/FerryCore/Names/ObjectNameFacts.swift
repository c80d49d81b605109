/// What an object's name may be made of.
public struct ObjectNameFacts: Sendable, Hashable {
    /// The source's name, without directories.
    public var sourceName: String
    /// The extension of what goes out, without a dot; empty for none.
    public var fileExtension: String
    /// SHA-256 of the source in lower-case hex.
    public var sourceSHA256: String
    /// When the source was accepted.
    public var acceptedAt: Timestamp
    /// The job.
    public var job: JobID
    /// The preset.
    public var preset: Preset
    /// The user's own metadata.
    public var metadata: [String: String]
    /// Folders, separated by slashes, that the template's name is put into; empty for none.
    public var folder = ""
    /// The name that is wanted, in place of the template's; `nil` for none.
    public var wanted: String?

    /// Creates facts.
    public init(
        sourceName: String, fileExtension: String, sourceSHA256: String, acceptedAt: Timestamp, job: JobID,
        preset: Preset, metadata: [String: String] = [:]
    ) {
        self.sourceName = sourceName
        self.fileExtension = fileExtension
        self.sourceSHA256 = sourceSHA256
        self.acceptedAt = acceptedAt
        self.job = job
        self.preset = preset
        self.metadata = metadata
    }
}
