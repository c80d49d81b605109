/// One source on its way to one destination, as the store keeps it.
public struct JobRecord: Sendable, Equatable, Codable {
    /// The job's name.
    public var id: JobID
    /// Source SHA-256, destination, preset and settings, hashed; the same command has the same key.
    public var key: String
    /// What was handed in.
    public var source: SourceRecord
    /// The destination's URL without credentials.
    public var destination: String
    /// The storage's own URL, where the destination's does not hold it and it is not the public one.
    public var endpoint: String?
    /// The preset.
    public var preset: Preset
    /// Where the job stands.
    public var state: JobState
    /// The decision, once made.
    public var plan: MediaPlan?
    /// What goes out, once finished and checked.
    public var rendition: RenditionRecord?
    /// The object's name beneath the destination, once it is known.
    public var objectName: String?
    /// The upload at the server, once created.
    public var upload: UploadRecord?
    /// Uploads that were given up and may still stand at the server.
    public var abandoned: [UploadRecord]?
    /// Bytes the server confirmed, as of the last milestone.
    public var acknowledgedBytes: Int64
    /// Bytes of the object, once known.
    public var totalBytes: Int64?
    /// Requests with body bytes that were started, as of the last milestone.
    public var attempts: Int
    /// When the next attempt is due, while one waits.
    public var nextAttemptAt: Timestamp?
    /// When the bytes became durable.
    public var createdAt: Timestamp
    /// When the row was last written.
    public var updatedAt: Timestamp
    /// Why it failed or was refused.
    public var error: FerryError?
    /// The receipt's JSON document, once delivered.
    public var receipt: String?
    /// The answer whose media it carries; `nil` outside of the hand-off service.
    public var owner: JobOwner?
    /// How often it was taken up again after it had failed, by policy or by request; `nil` is 0.
    public var reattempts: Int?
    /// Jobs with a higher number are begun first; `nil` is 0.
    public var priority: Int?
    /// What was asked for this object alone; `nil` for nothing.
    public var wish: ObjectWish?

    /// Creates a job that was just accepted.
    public init(
        id: JobID, key: String, source: SourceRecord, destination: String, preset: Preset, createdAt: Timestamp
    ) {
        self.id = id
        self.key = key
        self.source = source
        self.destination = destination
        self.preset = preset
        state = .accepted
        acknowledgedBytes = 0
        attempts = 0
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

/// A source after intake.
public struct SourceRecord: Sendable, Equatable, Codable {
    /// The name without directories.
    public var name: String
    /// How it was handed in.
    public var kind: Kind
    /// The absolute path of a file read in place; `nil` when the bytes are in the spool.
    public var path: String?
    /// The spool's key of the bytes; `nil` when they are read in place.
    public var spoolKey: String?
    /// Which file it was, to see whether it changed.
    public var identity: FileIdentity?
    /// The media type that was stated, or found by content.
    public var mediaType: String
    /// Decoded bytes.
    public var bytes: Int64
    /// SHA-256 of the decoded bytes in lower-case hex.
    public var sha256: String
    /// What became of the pieces that it was put together from; `nil` for a source in one piece.
    public var pieces: JoinedPieces?

    /// How a source was handed in.
    public enum Kind: String, Sendable, Codable {
        /// A regular file, read in place.
        case file
        /// A data URI.
        case dataURI
        /// Standard input.
        case stdin
        /// A stream of a program.
        case stream
    }

    /// Creates a source.
    public init(
        name: String, kind: Kind, path: String?, spoolKey: String?, identity: FileIdentity?, mediaType: String,
        bytes: Int64, sha256: String
    ) {
        self.name = name
        self.kind = kind
        self.path = path
        self.spoolKey = spoolKey
        self.identity = identity
        self.mediaType = mediaType
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// Which file a path named, and in which version, as far as `stat` can tell.
public struct FileIdentity: Sendable, Hashable, Codable {
    /// The device.
    public var device: UInt64
    /// The inode.
    public var inode: UInt64
    /// Bytes.
    public var size: Int64
    /// Modification time in nanoseconds since the epoch.
    public var modifiedNanoseconds: Int64

    /// Creates an identity.
    public init(device: UInt64, inode: UInt64, size: Int64, modifiedNanoseconds: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
    }
}

/// What goes out.
public struct RenditionRecord: Sendable, Equatable, Codable {
    /// Whether it is the untouched asset.
    public var isOriginal: Bool
    /// Its media type.
    public var mediaType: String
    /// Its container's short name; `nil` when it was not inspected.
    public var container: String?
    /// The extension its object gets, without a dot; empty for none.
    public var fileExtension: String
    /// The object as extents, closed.
    public var layout: ObjectLayout
    /// SHA-256 of the object in lower-case hex.
    public var sha256: String
    /// The spool's key of the rendition's file; `nil` for the untouched asset.
    public var spoolKey: String?
    /// What became of the tracks, as the receipt says it.
    public var tracks: [TrackReceipt]
    /// What was lost, as the receipt says it.
    public var loss: LossReceipt?
    /// The media libraries that made it.
    public var versions: MediaLibraryVersions?
    /// Signs of a bad recording, as the receipt says them; `nil` where nothing was decoded.
    public var health: Receipt.Health?
    /// How close its pictures are to those that were encoded; `nil` where that was not measured.
    public var quality: MediaQuality?
    /// The files made beside it, as the receipt says them; `nil` where none were asked for.
    public var extras: [ExtraReceipt]?

    /// Creates a rendition.
    public init(
        isOriginal: Bool, mediaType: String, container: String?, fileExtension: String, layout: ObjectLayout,
        sha256: String, spoolKey: String?, tracks: [TrackReceipt] = [], loss: LossReceipt? = nil,
        versions: MediaLibraryVersions? = nil, health: Receipt.Health? = nil, quality: MediaQuality? = nil
    ) {
        self.health = health
        self.isOriginal = isOriginal
        self.mediaType = mediaType
        self.container = container
        self.fileExtension = fileExtension
        self.layout = layout
        self.sha256 = sha256
        self.spoolKey = spoolKey
        self.tracks = tracks
        self.loss = loss
        self.versions = versions
        self.quality = quality
    }
}

/// The upload at the server that a job owns.
public struct UploadRecord: Sendable, Hashable, Codable {
    /// The protocol's name, such as `tus`.
    public var dialect: String
    /// Where the upload stands; needed to resume. It never leaves the state directory unredacted.
    public var location: String
    /// The upload in parts that will become the object; `nil` where offsets alone count, and once the object is there.
    public var parts: PartsUpload?
    /// Whether the upload was created to take the place of an object; `nil` where it was not, or nobody can tell.
    public var replaces: Bool?

    /// Creates an upload.
    public init(dialect: String, location: String, parts: PartsUpload? = nil, replaces: Bool? = nil) {
        self.dialect = dialect
        self.location = location
        self.parts = parts
        self.replaces = replaces
    }
}
