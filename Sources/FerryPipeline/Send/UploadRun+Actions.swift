import FerryCore
import HTTPTypes

extension UploadRun {
    typealias Event = UploadStateMachine.Event

    func create(length: Int64?, chunk: Chunk?) async throws(FerryError) -> Event {
        let creation = UploadCreation(
            length: length, chunk: chunk, fileName: cargo.fileName, mediaType: cargo.mediaType, jobTag: cargo.jobTag)
        let capabilities = try await capabilities()
        let head = link.dialect.create(creation, capabilities: capabilities)
        try note(.creating)
        let reply = try await exchange(head, chunk: chunk)
        let created: CreatedUpload
        switch reply.flatMap({ self.link.dialect.created(from: $0, creation: creation) }) {
        case .failure(let failure):
            if chunk != nil { try note(.ended(sent: lastRequestBytes, acknowledged: nil)) }
            return failed(failure)
        case .success(let upload): created = upload
        }
        location = created.location
        // A complete object that this request did not fill is somebody's: it is not ours before its hash is seen.
        let isOurs = created.offset <= (chunk?.end ?? 0)
        if isOurs { try await remember() }
        if let chunk, try chunkEnded(chunk, newOffset: created.offset) { try await acknowledge(created.offset) }
        return .created(offset: created.offset)
    }

    /// Writes down where the upload is, before anything is sent to it.
    private func remember() async throws(FerryError) {
        guard let location else { return }
        let record = UploadRecord(dialect: link.dialect.name, location: location)
        try await tracker.save { $0.upload = record }
    }

    func locate() async throws(FerryError) -> Event {
        switch try await ask() {
        case .failure(let failure): return failed(failure)
        case .success(let upload):
            try await found(upload.offset)
            return .located(offset: upload.offset, length: upload.length)
        }
    }

    /// Writes down where the server stands. What it cannot honestly hold is left to the machine alone: in the journal
    /// it would pass for a truth after a crash.
    private func found(_ offset: Int64) async throws(FerryError) {
        let known = tally.acknowledged
        claimsTooMuch = offset > tally.resumed.highWater
        guard offset >= known, offset <= tally.resumed.highWater else { return }
        if isResuming {
            try note(.resumed(offset: offset))
        } else {
            if offset > known { tracker.emit(.chunkAcknowledged(kept(from: known, to: offset))) }
            try note(.located(offset: offset))
        }
        isResuming = false
        try await acknowledge(offset)
    }

    /// Bytes that a chunk left at the server though its request failed.
    private func kept(from known: Int64, to offset: Int64) -> FerryEvent.ChunkAcknowledged {
        let index = ChunkPlanner(chunkBytes: settings.chunkBytes).chunk(at: known, end: cargo.length).index
        return .init(index: index, offset: known, length: offset - known, attempt: tally.attempts)
    }

    /// Takes what the server confirmed into progress and record; milestones are worth a write.
    private func acknowledge(_ offset: Int64) async throws(FerryError) {
        meter.acknowledged(offset)
        if tracker.acknowledged(offset, of: cargo.length, attempts: tally.attempts) { try await tracker.save() }
    }

    func send(_ chunk: Chunk, declaring: Int64?) async throws(FerryError) -> Event {
        guard let location else { preconditionFailure("a chunk is sent to an upload that exists") }
        let head: HTTPRequest
        do throws(UploadFailure) {
            head = try link.dialect.send(chunk, to: location, declaring: declaring)
        } catch {
            return failed(error)
        }
        let reply = try await exchange(head, chunk: chunk)
        switch reply.flatMap({ self.link.dialect.accepted(from: $0) }) {
        case .failure(let failure):
            try note(.ended(sent: lastRequestBytes, acknowledged: nil))
            return failed(failure)
        case .success(let offset):
            if try chunkEnded(chunk, newOffset: offset) { try await acknowledge(offset) }
            return .chunkAccepted(newOffset: offset)
        }
    }

    func wait(
        _ seconds: Double, _ cause: RetryCause, _ failures: Int, _ error: FerryError
    ) async throws(FerryError) -> Event {
        tracker.become(.retrying)
        tracker.emit(
            .uploadRetry(.init(cause: cause, status: error.status, attempt: failures, delaySeconds: seconds)))
        try note(.retried(cause, stalledSeconds: seconds + (cause.isStall ? lastRequestSeconds : 0)))
        let due = clock.now().advanced(bySeconds: seconds)
        tracker.change { $0.nextAttemptAt = due }
        if seconds > Self.longWait { try await tracker.save() }
        let isOver = (try? await clock.sleep(seconds: seconds)) != nil
        tracker.change { $0.nextAttemptAt = nil }
        return isOver ? .waitEnded : .cancelRequested
    }

    func abandon(lost: Int64, cause: RetryCause) async throws(FerryError) -> Event {
        tracker.emit(.uploadRewound(.init(fromBytes: lost, toBytes: 0, reason: cause.rawValue)))
        tracker.emit(.decision(.init(what: "retry", from: "resume", to: "freshStart", reason: cause.rawValue)))
        // A server that claims more than was ever sent names something that others filled: it stays.
        if !claimsTooMuch { try await terminate() }
        claimsTooMuch = false
        try note(.abandoned)
        location = nil
        isResuming = false
        try await tracker.save { job in
            job.upload = nil
            job.acknowledgedBytes = 0
        }
        meter.acknowledged(0)
        return .abandoned
    }

    func confirm(needsHash: Bool) async throws(FerryError) -> Event {
        tracker.become(.confirming)
        confirmStarted = confirmStarted ?? clock.now()
        let found: LocatedUpload
        switch try await ask() {
        case .failure(let failure) where failure.error.disposition == .freshStart && !needsHash:
            // Some servers forget an upload that is complete; its last reply gave the length.
            found = LocatedUpload(offset: cargo.length)
        case .failure(let failure): return failed(failure)
        case .success(let upload): found = upload
        }
        located = found
        if let error = mismatch(found, needsHash: needsHash) {
            // An object that this upload did not fill is somebody's: it stays.
            if !needsHash { try await terminate() }
            try await tracker.save { $0.upload = nil }
            return .failed(UploadFailure(.checksum, error), jitter: 0)
        }
        if tracker.job.upload == nil { try await remember() }
        if tracker.job.acknowledgedBytes < cargo.length { try await acknowledge(cargo.length) }
        return .confirmed
    }

    private func mismatch(_ upload: LocatedUpload, needsHash: Bool) -> FerryError? {
        guard upload.offset == cargo.length, (upload.length ?? cargo.length) == cargo.length else {
            return FerryError(
                .verifyLength,
                "the server holds \(upload.offset) of \(upload.length ?? upload.offset) bytes, \(cargo.length) were sent"
            )
        }
        guard upload.sha256 ?? (needsHash ? "none" : cargo.sha256) == cargo.sha256 else {
            return FerryError(
                .verifyChecksum,
                "what arrived has SHA-256 \(upload.sha256 ?? "unknown"), what was sent has \(cargo.sha256)")
        }
        return nil
    }

    /// Asks where the upload stands.
    private func ask() async throws(FerryError) -> Result<LocatedUpload, UploadFailure> {
        let head: HTTPRequest
        do throws(UploadFailure) { head = try link.dialect.locate(location ?? "") } catch { return .failure(error) }
        return try await exchange(head, chunk: nil).flatMap { self.link.dialect.located(from: $0) }
    }

    /// Deletes what is at the server, where it can; failures do not matter.
    private func terminate() async throws(FerryError) {
        guard let location else { return }
        guard let head = link.dialect.abandon(location, capabilities: try await capabilities()) else { return }
        _ = try await exchange(head, chunk: nil)
    }

    /// What the server can do; asked once, also when it does not answer.
    func capabilities() async throws(FerryError) -> UploadCapabilities {
        if let known { return known }
        let (capabilities, requests) = await link.capabilities()
        try note(.requests(requests))
        known = capabilities
        return capabilities
    }

    private func failed(_ failure: UploadFailure) -> Event {
        failure.error.code == .cancelled ? .cancelRequested : .failed(failure, jitter: jitter())
    }
}

extension RetryCause {
    /// Whether the failed request itself was time lost.
    var isStall: Bool {
        switch self {
        case .stall, .firstByte, .timeout: true
        default: false
        }
    }
}
