public import FerryCore
public import HTTPTypes

/// A folder of this machine as a storage: `file:///folder`.
///
/// Bytes go in order into an unfinished file beside the object's place; when all are there and their SHA-256 was found to
/// be right by reading them back, the file appears under its name at once, never over another unless that is asked for.
public struct DirectoryDialect: UploadDialect {
    /// `directory`.
    public let name = "directory"
    private let folder: String

    /// Creates the dialect for the absolute path of a folder, without a slash at its end.
    public init(folder: String) { self.folder = folder == "/" ? "" : folder }

    /// The client says when nothing follows; the object is found by its name also when the unfinished file is gone.
    public var traits: UploadTraits {
        UploadTraits(closesExplicitly: true, objectOutlivesUpload: true)
    }

    /// Paths have 4,096 bytes at most.
    public var nameRules: ObjectNameRules { ObjectNameRules(maxBytes: min(1024, 4000 - folder.utf8.count)) }

    /// The object's `file` URL.
    public func location(ofObject name: String) -> String? { FileLocation(path: "\(folder)/\(name)")?.text }

    /// Nothing has to be found out.
    public func discover() -> HTTPRequest? { nil }

    /// An unfinished file can be removed.
    public func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities {
        UploadCapabilities(terminates: true)
    }

    /// Looks at the object and reads it to its end for its SHA-256.
    public func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        try file(location).request(.head, [DirectoryFields.wantDigest: "sha-256=10"])
    }

    /// Reads length and SHA-256.
    public func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure> {
        let fields = response.head.headerFields
        guard response.head.status.code == 200, let bytes = fields[.contentLength].flatMap({ Int64($0) }) else {
            return .failure(DirectoryReply(response, folder: folder).failure(whileCreating: false))
        }
        return .success(
            ObjectFacts(bytes: bytes, checksums: fields[.reprDigest].flatMap(ReprDigest.sha256).map { [$0] } ?? []))
    }

    /// Reads the file.
    public func read(_ location: String) throws(UploadFailure) -> HTTPRequest? { try file(location).request(.get) }

    /// Removes the object.
    public func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        FileLocation(location)?.request(.delete)
    }

    /// Begins the job's unfinished file, and the folders above it.
    public func create(_ creation: UploadCreation, capabilities: UploadCapabilities) -> HTTPRequest? {
        var fields: HTTPFields = [DirectoryFields.job: creation.jobTag]
        fields[DirectoryFields.length] = creation.length.map(String.init)
        return FileLocation(path: "\(folder)/\(creation.objectName)")?.request(.post, fields)
    }

    /// Reads where the unfinished file is.
    public func created(
        from response: HTTPTransferResponse, creation: UploadCreation
    ) -> Result<CreatedUpload, UploadFailure> {
        guard response.head.status.code == 201, let location = response.head.headerFields[.location] else {
            return .failure(DirectoryReply(response, folder: folder).failure(whileCreating: true))
        }
        return .success(CreatedUpload(location: location, offset: 0))
    }

    /// Looks at the unfinished file.
    public func locate(_ location: String) throws(UploadFailure) -> HTTPRequest? { try file(location).request(.head) }

    /// Reads how many bytes it holds; it is never complete under its own name.
    public func located(from response: HTTPTransferResponse) -> Result<LocatedUpload, UploadFailure> {
        let fields = response.head.headerFields
        guard response.head.status.code == 200, let offset = fields[.contentLength].flatMap({ Int64($0) }) else {
            return .failure(DirectoryReply(response, folder: folder).failure(whileCreating: false))
        }
        return .success(LocatedUpload(offset: offset, isComplete: false))
    }

    /// Adds bytes; with the last of them the file becomes the object.
    public func send(_ sending: ChunkSending, to location: String) throws(UploadFailure) -> HTTPRequest {
        var fields: HTTPFields = [DirectoryFields.offset: String(sending.chunk.offset)]
        if sending.isLast {
            fields[DirectoryFields.complete] = "?1"
            fields[.contentLocation] = self.location(ofObject: sending.creation.objectName)
            fields[.reprDigest] = sending.creation.sha256.flatMap { Checksum(.sha256, hex: $0) }.map(ReprDigest.field)
            if !sending.creation.replaces { fields[.ifNoneMatch] = "*" }
        }
        return try file(location).request(.patch, fields)
    }

    /// Reads the new offset.
    public func accepted(
        from response: HTTPTransferResponse, sending: ChunkSending
    ) -> Result<AcceptedChunk, UploadFailure> {
        let fields = response.head.headerFields
        guard response.head.status.kind == .successful, let offset = fields[.uploadOffset].flatMap({ Int64($0) }) else {
            let reply = DirectoryReply(response, folder: folder)
            return .failure(reply.failure(whileCreating: false, name: sending.creation.objectName))
        }
        return .success(AcceptedChunk(offset: offset, isComplete: fields[DirectoryFields.complete] == "?1"))
    }

    /// Removes an unfinished file, never an object.
    public func abandon(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        guard let file = FileLocation(location), let name = file.path.split(separator: "/").last,
            DirectoryFields.isUnfinished(name)
        else { return nil }
        return file.request(.delete)
    }

    private func file(_ location: String) throws(UploadFailure) -> FileLocation {
        guard let file = FileLocation(location) else {
            throw UploadFailure(.other, FerryError(.uploadExpired, "the stored location is no file URL"))
        }
        return file
    }
}
