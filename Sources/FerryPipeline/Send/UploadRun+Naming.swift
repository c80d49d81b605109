import FerryCore
import HTTPTypes

/// Objects that are found by their names: two sources may meet at one, and none may vanish silently.
extension UploadRun {
    /// Whether what stands at the name may come from an earlier run of this job that had no other place for it.
    var mayStandThere: Bool { dialect.traits.sendsWhole && desk.tally.hasSent }

    /// An earlier run noted where it would send and sent nothing: whose object stands there must be asked again.
    func forgetPlace() {
        location = nil
        isResuming = false
    }

    /// Asks what stands at the object's name before anything is sent there.
    func claim() async throws(FerryError) -> Event {
        switch try await inspect() {
        case .failure(let failure) where failure.error.disposition == .freshStart || Self.takesNoQuestion(failure):
            return .claimed(.vacant)
        case .failure(let failure): return failed(failure)
        case .success(let found):
            let isSame: Bool? = if let found { try await isSameContent(found) } else { nil }
            let claim = NameClaim(
                found: found, marker: cargo.marker, bytes: cargo.length, name: cargo.objectName,
                overwrites: cargo.overwrites, isSameContent: isSame)
            replaces = cargo.overwrites || claim == .replaceable
            replacedVersion = claim == .replaceable ? found?.version : nil
            if claim == .ours { location = dialect.location(ofObject: cargo.objectName) }
            return .claimed(claim)
        }
    }

    /// Whether the server does not know the way to ask.
    private static func takesNoQuestion(_ failure: UploadFailure) -> Bool {
        failure.error.code == .destinationWrongProtocol && [405, 501].contains(failure.error.status)
    }

    /// Whether an object has our bytes, by its strongest checksum; `nil` where it tells none.
    private func isSameContent(_ found: ObjectFacts) async throws(FerryError) -> Bool? {
        guard let theirs = found.strongestChecksum else { return nil }
        guard found.bytes == cargo.length else { return false }
        return try await localChecksum(theirs.algorithm) == theirs
    }

    /// Makes way for the object, such as by its folders; once for each request in this process.
    func makeWay(_ creation: UploadCreation, _ capabilities: UploadCapabilities) async throws(FerryError) {
        for head in dialect.preparations(for: creation, capabilities: capabilities)
        where desk.link.isFirst(of: head) {
            _ = try await desk.exchange(head)
        }
    }

    /// How many bytes of the upload stand at the server. Where objects go whole, that is the object with our bytes, or
    /// nothing.
    func standing(_ upload: LocatedUpload) async throws(UploadFailure) -> Int64 {
        guard dialect.traits.sendsWhole, upload.offset > 0 else { return upload.offset }
        if upload.offset > desk.tally.resumed.highWater, !cargo.overwrites {
            throw UploadFailure(.other, NameClaim.conflict(cargo.objectName))
        }
        do throws(FerryError) {
            let isSame = try await isSameContent(upload.facts) ?? isAcknowledged(upload)
            return isSame ? upload.offset : 0
        } catch {
            throw UploadFailure(.other, error)
        }
    }

    /// Whether the server took all our bytes in an earlier run and holds as many, which is what a run that is not
    /// interrupted goes by too where no checksum is told.
    private func isAcknowledged(_ upload: LocatedUpload) -> Bool {
        upload.offset == cargo.length && desk.tally.acknowledged == cargo.length
    }

    /// Whether a request that failed may have left something at the name: the next one may replace it then. One that was
    /// refused before it was looked at has left nothing, and a condition that the server does not know cannot be kept.
    func mayHaveWritten(_ failure: UploadFailure, sent: Int64) -> Bool {
        guard dialect.traits.sendsWhole else { return false }
        switch failure.error.status {
        case nil: return sent > 0
        case 405, 501: return failure.error.disposition == .retry
        case .some(let status): return sent > 0 && status >= 500
        }
    }

    /// A condition that fails because our own bytes stand there already, such as after a reply that was lost on the way,
    /// is no failure.
    func unlessThere(
        _ result: Result<AcceptedChunk, UploadFailure>, _ chunk: Chunk
    ) async throws(FerryError) -> Result<AcceptedChunk, UploadFailure> {
        guard case .failure(let failure) = result, failure.error.status == 412, chunk.end == cargo.length,
            case .success(let found?) = try await inspect(), try await isSameContent(found) == true
        else { return result }
        return .success(AcceptedChunk(offset: chunk.end, isComplete: true))
    }

    /// Puts right what the server complained about, such as a folder that is missing; when that did not help, the
    /// complaint stands, and when it cannot be done, the reason for that. A server that says that it failed may mean
    /// something else: then a remedy is tried once for what it may help, and the failure counts as ever.
    func remedied(
        _ failure: UploadFailure, _ result: Result<HTTPTransferResponse, UploadFailure>, _ sending: ChunkSending,
        _ location: String
    ) async throws(FerryError) -> UploadFailure {
        guard case .success(let response) = result else { return failure }
        let remedies = dialect.remedies(for: response, location: location)
        guard !remedies.isEmpty else { return failure }
        guard response.head.status.kind != .serverError else {
            return isRemedied ? failure : try await tried(remedies, failure)
        }
        guard !isRemedied else {
            var failure = failure
            failure.error.disposition = .giveUp
            return failure
        }
        for head in remedies {
            switch try await desk.exchange(head).result {
            case .failure(let obstacle): return obstacle
            // What is there already needs no remedy (405 to MKCOL, RFC 4918 section 9.3.1).
            case .success(let reply) where reply.head.status.code == 405: continue
            case .success(let reply):
                if case .failure(let obstacle) = dialect.accepted(from: reply, sending: sending) { return obstacle }
            }
        }
        isRemedied = true
        return failure
    }

    /// Sends what may help, as long as it is answered at all.
    private func tried(
        _ remedies: [HTTPRequest], _ failure: UploadFailure
    ) async throws(FerryError) -> UploadFailure {
        isRemedied = true
        for head in remedies {
            guard case .success = try await desk.exchange(head).result else { break }
        }
        return failure
    }
}

extension Result {
    /// Whether it is no failure.
    var isSuccess: Bool { if case .success = self { true } else { false } }
}
