import FerryCore
import HTTPTypes

extension UploadRun {
    typealias Event = UploadStateMachine.Event

    func create(length: Int64?, chunk: Chunk?, _ machine: UploadStateMachine) async throws(FerryError) -> Event {
        let creation = UploadCreation(
            length: length, chunk: chunk, fileName: cargo.fileName, mediaType: cargo.mediaType, jobTag: cargo.jobTag)
        let (capabilities, _) = await link.capabilities()
        let head = link.dialect.create(creation, capabilities: capabilities)
        let reply = try await exchange(head, chunk: chunk, machine)
        let created: CreatedUpload
        switch reply.flatMap({ self.link.dialect.created(from: $0, creation: creation) }) {
        case .failure(let failure):
            if chunk != nil { try note(.ended(sent: lastRequestBytes, acknowledged: nil)) }
            return failed(failure)
        case .success(let upload): created = upload
        }
        location = created.location
        if let chunk { try chunkEnded(chunk, acknowledged: created.offset, machine) }
        let record = UploadRecord(dialect: link.dialect.name, location: created.location)
        try await tracker.save { $0.upload = record }
        return .created(offset: created.offset)
    }

    func locate() async throws(FerryError) -> Event {
        switch await ask() {
        case .failure(let failure): return failed(failure)
        case .success(let upload):
            try note(.requests(1))
            let offset = min(max(0, upload.offset), cargo.length)
            try note(isResuming ? .resumed(offset: offset) : .located(offset: offset))
            isResuming = false
            return .located(offset: upload.offset, length: upload.length)
        }
    }

    func send(_ chunk: Chunk, declaring: Int64?, _ machine: UploadStateMachine) async throws(FerryError) -> Event {
        guard let location else { preconditionFailure("a chunk is sent to an upload that exists") }
        let head: HTTPRequest
        do throws(UploadFailure) {
            head = try link.dialect.send(chunk, to: location, declaring: declaring)
        } catch {
            return failed(error)
        }
        let reply = try await exchange(head, chunk: chunk, machine)
        switch reply.flatMap({ self.link.dialect.accepted(from: $0) }) {
        case .failure(let failure):
            try note(.ended(sent: lastRequestBytes, acknowledged: nil))
            return failed(failure)
        case .success(let offset):
            try chunkEnded(chunk, acknowledged: offset, machine)
            if tracker.acknowledged(offset, of: cargo.length, attempts: tally.attempts) { try await tracker.save() }
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
        do {
            try await clock.sleep(seconds: seconds)
        } catch {
            return .cancelRequested
        }
        return .waitEnded
    }

    func abandon(lost: Int64, cause: RetryCause) async throws(FerryError) -> Event {
        tracker.emit(.uploadRewound(.init(fromBytes: lost, toBytes: 0, reason: cause.rawValue)))
        tracker.emit(.decision(.init(what: "retry", from: "resume", to: "freshStart", reason: cause.rawValue)))
        await terminate()
        try note(.abandoned)
        location = nil
        try await tracker.save { $0.upload = nil }
        meter.acknowledged(0)
        return .abandoned
    }

    func confirm(needsHash: Bool) async throws(FerryError) -> Event {
        tracker.become(.confirming)
        confirmStarted = confirmStarted ?? clock.now()
        switch await ask() {
        case .failure(let failure) where failure.error.disposition == .freshStart && !needsHash:
            // Some servers forget an upload that is complete; its last reply gave the length.
            try note(.requests(1))
            located = LocatedUpload(offset: cargo.length)
        case .failure(let failure): return failed(failure)
        case .success(let upload):
            try note(.requests(1))
            located = upload
        }
        guard let located else { preconditionFailure("the upload was located") }
        if let error = mismatch(located, needsHash: needsHash) {
            // An object that this upload did not fill is somebody else's good one: it stays.
            if !needsHash { await terminate() }
            try await tracker.save { $0.upload = nil }
            return .failed(UploadFailure(.checksum, error), jitter: 0)
        }
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
    private func ask() async -> Result<LocatedUpload, UploadFailure> {
        do {
            let head = try link.dialect.locate(location ?? "")
            return link.dialect.located(from: try await link.send(head))
        } catch let failure as UploadFailure {
            return .failure(failure)
        } catch let failure as HTTPTransferFailure {
            return .failure(UploadFailure(failure))
        } catch {
            return .failure(UploadFailure(.other, FerryError(.destinationUnreachable, "\(error)")))
        }
    }

    /// Deletes what is at the server, where it can; failures do not matter.
    private func terminate() async {
        guard let location else { return }
        let (capabilities, _) = await link.capabilities()
        guard let head = link.dialect.abandon(location, capabilities: capabilities) else { return }
        _ = try? await link.send(head)
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
