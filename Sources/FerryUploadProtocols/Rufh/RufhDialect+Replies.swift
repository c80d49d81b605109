public import FerryCore
public import HTTPTypes

extension RufhDialect {
    /// Reads `Upload-Limit`, and with it or with `Accept-Patch` that resumable uploads are served; only then may the
    /// creating request carry bytes, because a server that does not know them would make an object of it.
    public func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities {
        var capabilities = UploadCapabilities(defersLength: true, terminates: true)
        guard let response else { return capabilities }
        let fields = RufhFields(response.head.headerFields)
        if let version = fields.version { agreement.settle(version) }
        guard response.head.status.kind == .successful else { return capabilities }
        let limits = fields.limits
        let patches = response.head.headerFields[.acceptPatch]?.contains(RufhFields.partialType) ?? false
        capabilities.createsWithBody = patches || limits != nil || fields.version != nil
        capabilities.maxBytes = limits?.maxSize
        capabilities.chunkLimits = limits?.chunkLimits ?? .none
        if capabilities.createsWithBody { capabilities.features = ["interop version \(agreement.version.rawValue)"] }
        return capabilities
    }

    /// Reads `Location`, `Upload-Offset` where the server gives it, and `Upload-Limit`. A refusal that may be meant for the
    /// version is answered by the older one, once.
    public func created(
        from response: HTTPTransferResponse, creation: UploadCreation
    ) -> Result<CreatedUpload, UploadFailure> {
        let reply = RufhReply(response)
        guard response.head.status.kind == .successful else { return .failure(refusedFirst(reply, isCreation: true)) }
        let reference = response.head.headerFields[.location]
        guard let reference, let location = endpoint.resolving(reference) else {
            return .failure(reply.noRufh("its reply to creation names no upload"))
        }
        if let version = reply.fields.version { agreement.settle(version) }
        let isComplete = reply.fields.isComplete == true
        let kept = isComplete ? creation.length ?? 0 : creation.chunk?.end ?? 0
        if isComplete, let offset = reply.fields.offset, offset != creation.length {
            return .failure(reply.foreignObject(bytes: offset))
        }
        return .success(
            CreatedUpload(
                location: location.text, offset: reply.fields.offset ?? kept, isComplete: isComplete,
                chunkLimits: reply.fields.limits?.chunkLimits, expiresIn: reply.fields.limits?.expiresIn))
    }

    /// A request of those that a run begins with was refused, perhaps for the version.
    private func refusedFirst(_ reply: RufhReply, isCreation: Bool) -> UploadFailure {
        let before = agreement.version
        if let version = reply.fields.version, version != before {
            agreement.settle(version)
            return reply.otherVersion()
        }
        let mayBeVersion = [400, 412, 501].contains(reply.response.head.status.code)
        guard mayBeVersion, reply.problem == nil, reply.fields.isComplete == nil, agreement.stepDown() else {
            return reply.failure(whileCreating: isCreation)
        }
        return reply.otherVersion()
    }

    /// Reads `104 Upload Resumption Supported` of the version that is spoken; others must be ignored (§5).
    public func interim(status: Int, fields: HTTPFields) -> InterimReply? {
        let read = RufhFields(fields)
        guard status == 104, read.version == agreement.version else { return nil }
        return InterimReply(
            location: fields[.location].flatMap { endpoint.resolving($0)?.text }, offset: read.offset,
            chunkLimits: read.limits?.chunkLimits, expiresIn: read.limits?.expiresIn)
    }

    /// Reads `Upload-Offset`, `Upload-Complete`, `Upload-Length`, `Upload-Limit` and, where given, `Repr-Digest`. This is
    /// the first request of a run that resumes, so a refusal may be meant for the version here too.
    public func located(from response: HTTPTransferResponse) -> Result<LocatedUpload, UploadFailure> {
        let reply = RufhReply(response)
        guard response.head.status.kind == .successful else { return .failure(refusedFirst(reply, isCreation: false)) }
        if let version = reply.fields.version { agreement.settle(version) }
        guard let offset = reply.fields.offset else {
            return .failure(reply.noRufh("it does not say where the upload stands"))
        }
        return .success(
            LocatedUpload(
                offset: offset, length: reply.fields.length, isComplete: reply.fields.isComplete,
                checksums: response.head.headerFields[.reprDigest].flatMap(ReprDigest.sha256).map { [$0] } ?? [],
                chunkLimits: reply.fields.limits?.chunkLimits, expiresIn: reply.fields.limits?.expiresIn))
    }

    /// Reads what ``located(from:)`` reads.
    public func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure> {
        located(from: response).map(\.facts)
    }

    /// Reads `Upload-Complete` and `Upload-Offset`. A success without an offset says that the whole chunk is kept (§4.4.2);
    /// one without `Upload-Complete` leaves the upload open; where it answers the request that was to complete it, nobody
    /// knows, unless that request had nothing else to say.
    public func accepted(
        from response: HTTPTransferResponse, sending: ChunkSending
    ) -> Result<AcceptedChunk, UploadFailure> {
        let reply = RufhReply(response)
        let offset = reply.fields.offset ?? sending.chunk.end
        if reply.problem == .completedUpload, sending.chunk.length == 0, offset == sending.objectLength {
            return .success(AcceptedChunk(offset: offset, isComplete: true))
        }
        guard response.head.status.kind == .successful else {
            return .failure(reply.failure(whileCreating: false))
        }
        let isComplete = reply.fields.isComplete ?? (sending.isLast ? (sending.chunk.length == 0 ? true : nil) : false)
        return .success(
            AcceptedChunk(
                offset: offset, isComplete: isComplete, expiresIn: reply.fields.limits?.expiresIn))
    }
}
