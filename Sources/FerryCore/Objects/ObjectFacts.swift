/// What a storage says of an object that stands at its place.
public struct ObjectFacts: Sendable, Equatable {
    /// Its bytes.
    public var bytes: Int64
    /// The bytes it will have once it is complete, where the storage says so of an unfinished one.
    public var declaredBytes: Int64?
    /// Its checksums over the whole object, as far as the storage tells them.
    public var checksums: [Checksum]
    /// Who put it there, where the storage keeps what we said.
    public var marker: ObjectMarker?
    /// The storage's name of this version, such as an entity tag or a generation.
    public var version: String?

    /// Creates facts.
    public init(
        bytes: Int64, declaredBytes: Int64? = nil, checksums: [Checksum] = [], marker: ObjectMarker? = nil,
        version: String? = nil
    ) {
        self.bytes = bytes
        self.declaredBytes = declaredBytes
        self.checksums = checksums
        self.marker = marker
        self.version = version
    }

    /// The checksum that proves most.
    public var strongestChecksum: Checksum? {
        Self.strength.lazy.compactMap { algorithm in checksums.first { $0.algorithm == algorithm } }.first
    }

    private static let strength: [ChecksumAlgorithm] = [.sha256, .sha1, .md5, .crc64nvme, .crc32c]
}

/// What we write into an object's metadata, so that it can be told whose it is.
public struct ObjectMarker: Sendable, Hashable, Codable {
    /// SHA-256 of the source in lower-case hex.
    public var sourceSHA256: String
    /// The job's key, hashed.
    public var jobTag: String

    /// Creates a marker.
    public init(sourceSHA256: String, jobTag: String) {
        self.sourceSHA256 = sourceSHA256
        self.jobTag = jobTag
    }

    /// The metadata key of ``sourceSHA256``.
    public static let sourceKey = "ferry-source"
    /// The metadata key of ``jobTag``.
    public static let jobKey = "ferry-job"

    /// Reads a marker from an object's metadata; `nil` when there is none.
    public init?(metadata: [String: String]) {
        guard let source = metadata[Self.sourceKey], let job = metadata[Self.jobKey] else { return nil }
        self.init(sourceSHA256: source, jobTag: job)
    }

    /// The marker as metadata.
    public var metadata: [String: String] { [Self.sourceKey: sourceSHA256, Self.jobKey: jobTag] }
}
