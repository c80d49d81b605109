public import FerryCore
import HTTPTypes

extension GCSDialect {
    /// Reads the session's URI from `Location`. One that leads from TLS to plain HTTP is refused.
    public func created(
        from response: HTTPTransferResponse, creation: UploadCreation
    ) -> Result<CreatedUpload, UploadFailure> {
        let reply = GCSReply(response)
        guard reply.isComplete else { return .failure(reply.failure(creating: creation.objectName)) }
        guard let reference = response.head.headerFields[.location], let session = endpoint.resolving(reference) else {
            return .failure(reply.noGCS("its reply to creation names no session"))
        }
        guard session.scheme == endpoint.scheme || session.scheme == "https" else {
            return .failure(reply.noGCS("its session is not reached over TLS"))
        }
        return .success(CreatedUpload(location: session.text, offset: 0, expiresIn: Self.sessionSeconds))
    }

    /// Reads a 308 with its `Range`, or the finished object.
    public func located(from response: HTTPTransferResponse) -> Result<LocatedUpload, UploadFailure> {
        let reply = GCSReply(response)
        if reply.isIncomplete {
            return reply.kept.map { LocatedUpload(offset: $0, isComplete: false) }
        }
        guard reply.isComplete else { return .failure(reply.failureOfSession(sending: nil)) }
        return reply.object.map { object in
            LocatedUpload(offset: object.bytes, length: object.bytes, isComplete: true, checksums: object.checksums)
        }
    }

    /// Reads a 308 with its `Range`: what the server keeps, whatever was sent; or the finished object.
    public func accepted(
        from response: HTTPTransferResponse, sending: ChunkSending
    ) -> Result<AcceptedChunk, UploadFailure> {
        let reply = GCSReply(response)
        if reply.isIncomplete {
            return reply.kept.map { AcceptedChunk(offset: $0, isComplete: false) }
        }
        guard reply.isComplete else { return .failure(reply.failureOfSession(sending: sending)) }
        return reply.object.flatMap { object in
            guard object.bytes == sending.objectLength else {
                return .failure(reply.otherLength(object.bytes, sending))
            }
            return .success(AcceptedChunk(offset: object.bytes, isComplete: true))
        }
    }

    /// Reads the object's metadata.
    public func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure> {
        let reply = GCSReply(response)
        guard reply.isComplete else { return .failure(reply.failureOfObject()) }
        return reply.object
    }
}
