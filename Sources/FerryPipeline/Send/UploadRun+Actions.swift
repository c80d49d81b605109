import FerryCore
import HTTPTypes
import Synchronization

extension UploadRun {
    func create(_ chunk: Chunk?) async throws(FerryError) -> Event {
        let creation = cargo.creation(chunk: chunk, replaces: replaces, replacedVersion: replacedVersion)
        let capabilities = try await capabilities()
        try await makeWay(creation, capabilities)
        try desk.note(.creating)
        guard let head = dialect.create(creation, capabilities: capabilities) else {
            location = dialect.location(ofObject: cargo.objectName)
            try await remember()
            return .created(offset: 0)
        }
        let heard = InterimNotes()
        let exchange: TransferDesk.Exchange
        if let chunk {
            exchange = try await desk.exchange(
                head, chunk: chunk, body: cargo.body(chunk.range), started: .started(chunk), observe: observer(heard))
        } else {
            exchange = try await desk.exchange(head, document: dialect.creationBody(creation))
        }
        lastSeconds = exchange.seconds
        switch exchange.result.flatMap({ dialect.created(from: $0, creation: creation) }) {
        case .failure(let failure):
            if chunk != nil { try desk.note(.ended(sent: exchange.sent, acknowledged: nil)) }
            if let found = heard.location {
                location = found
                try await remember()
                _ = machine.on(.placed)
            }
            try await take(heard)
            return failed(failure)
        case .success(let upload): return try await created(upload, chunk: chunk, exchange)
        }
    }

    private func created(
        _ upload: CreatedUpload, chunk: Chunk?, _ exchange: TransferDesk.Exchange
    ) async throws(FerryError) -> Event {
        location = upload.location
        lifetime.beganAnew()
        heard(expiresIn: upload.expiresIn)
        // A complete object that this request did not fill is somebody's: it is not ours before its hash is seen.
        if upload.offset <= (chunk?.end ?? 0) { try await remember() }
        if let chunk, try chunkEnded(chunk, exchange, newOffset: upload.offset) {
            try await desk.acknowledge(upload.offset, of: cargo.length)
        }
        if let limits = upload.chunkLimits { _ = machine.on(.limited(limits)) }
        return .created(offset: upload.offset, isComplete: upload.isComplete)
    }

    /// Writes down where the upload is, before anything is sent to it.
    private func remember() async throws(FerryError) {
        guard let location else { return }
        let record = UploadRecord(dialect: dialect.name, location: location, replaces: replaces ? true : nil)
        try await desk.tracker.save { $0.upload = record }
    }

    func locate() async throws(FerryError) -> Event {
        switch try await ask() {
        case .failure(let failure): return failed(failure)
        case .success(let upload):
            let offset: Int64
            do throws(UploadFailure) { offset = try await standing(upload) } catch { return failed(error) }
            try await found(offset)
            heard(expiresIn: upload.expiresIn)
            if let limits = upload.chunkLimits { _ = machine.on(.limited(limits)) }
            return .located(offset: offset, length: upload.length, isComplete: upload.isComplete)
        }
    }

    /// Writes down where the server stands. What it cannot honestly hold is left to the machine alone: in the journal
    /// it would pass for a truth after a crash.
    private func found(_ offset: Int64) async throws(FerryError) {
        let tally = desk.tally
        let known = tally.acknowledged
        claimsTooMuch = offset > tally.resumed.highWater
        guard offset >= known, offset <= tally.resumed.highWater else { return }
        if isResuming {
            try desk.note(.resumed(offset: offset))
        } else {
            if offset > known { desk.tracker.emit(.chunkAcknowledged(kept(from: known, to: offset))) }
            try desk.note(.located(offset: offset))
        }
        isResuming = false
        try await desk.acknowledge(offset, of: cargo.length)
    }

    /// Bytes that a chunk left at the server though its request failed.
    private func kept(from known: Int64, to offset: Int64) -> FerryEvent.ChunkAcknowledged {
        .init(
            index: machine.chunkIndex(at: known), offset: known, length: offset - known, attempt: desk.tally.attempts)
    }

    func send(_ chunk: Chunk, declaring: Int64?) async throws(FerryError) -> Event {
        guard let location else { preconditionFailure("a chunk is sent to an upload that exists") }
        let sending = ChunkSending(
            chunk: chunk, declaring: declaring, objectLength: cargo.length, checksum: try await chunkChecksum(chunk),
            objectChecksum: objectChecksum, creation: cargo.creation(chunk: nil, replaces: replaces))
        let head: HTTPRequest
        do throws(UploadFailure) { head = try dialect.send(sending, to: location) } catch { return failed(error) }
        let heard = InterimNotes()
        let exchange = try await desk.exchange(
            head, chunk: chunk, body: cargo.body(chunk.range), started: .started(chunk), observe: observer(heard))
        lastSeconds = exchange.seconds
        let result = exchange.result.flatMap { dialect.accepted(from: $0, sending: sending) }
        switch try await unlessThere(result, chunk) {
        case .failure(let failure):
            if chunk.length > 0 { try desk.note(.ended(sent: exchange.sent, acknowledged: nil)) }
            replaces = replaces || mayHaveWritten(failure, sent: exchange.sent)
            let remedied = try await remedied(failure, exchange.result, sending, location)
            try await take(heard)
            return failed(shrunk(remedied, after: chunk))
        case .success(let accepted):
            self.heard(expiresIn: accepted.expiresIn)
            sized(chunk, kept: accepted.offset - chunk.offset)
            isFilledByUs = accepted.offset == cargo.length && result.isSuccess
            if try chunkEnded(chunk, exchange, newOffset: accepted.offset) {
                try await desk.acknowledge(accepted.offset, of: cargo.length)
            }
            return dying(at: accepted.offset)
                ?? .chunkAccepted(newOffset: accepted.offset, isComplete: accepted.isComplete)
        }
    }

    private func chunkChecksum(_ chunk: Chunk) async throws(FerryError) -> Checksum? {
        guard chunk.length > 0, let algorithm = try await capabilities().chunkChecksum else { return nil }
        return try await checksum(algorithm, of: chunk.range)
    }

    /// A chunk was answered with the server's new offset.
    ///
    /// - Returns: Whether the server can honestly have kept what it says; else nothing counts as acknowledged, and the
    ///   machine judges the answer.
    private func chunkEnded(
        _ chunk: Chunk, _ exchange: TransferDesk.Exchange, newOffset offset: Int64
    ) throws(FerryError) -> Bool {
        let kept = offset - chunk.offset
        let isHonest = kept >= 0 && kept <= chunk.length
        if chunk.length > 0 { try desk.note(.ended(sent: exchange.sent, acknowledged: isHonest ? offset : nil)) }
        guard isHonest, kept > 0 || chunk.length == 0 else { return false }
        desk.tracker.emit(
            .chunkAcknowledged(
                .init(index: chunk.index, offset: chunk.offset, length: kept, attempt: exchange.attempt)))
        return true
    }

    func abandon(lost: Int64, cause: RetryCause) async throws(FerryError) -> Event {
        let tracker = desk.tracker
        tracker.emit(.uploadRewound(.init(fromBytes: lost, toBytes: 0, reason: cause.rawValue)))
        tracker.emit(.decision(.init(what: "retry", from: "resume", to: "freshStart", reason: cause.rawValue)))
        // A server that claims more than was ever sent names something that others filled: it stays.
        let isGone = claimsTooMuch ? true : try await terminate()
        claimsTooMuch = false
        // What stands at the name now, if anything, was put there by this very upload.
        replaces = replaces || isFilledByUs && dialect.traits.sendsWhole
        isFilledByUs = false
        try desk.note(.abandoned)
        location = nil
        isResuming = false
        try await tracker.save { job in
            job.giveUpUpload(isGone: isGone)
            job.acknowledgedBytes = 0
        }
        desk.meter.acknowledged(0)
        return .abandoned
    }

    /// Asks where the upload stands.
    func ask() async throws(FerryError) -> Result<LocatedUpload, UploadFailure> {
        let head: HTTPRequest?
        do throws(UploadFailure) { head = try dialect.locate(location ?? "") } catch { return .failure(error) }
        guard let head else { return .success(LocatedUpload(offset: 0)) }
        let exchange = try await desk.exchange(head)
        return exchange.result.flatMap { dialect.located(from: $0) }
    }

    /// Deletes what is at the server, where it can.
    ///
    /// - Returns: Whether nothing of it stands there any more; what may stand is left to be reaped later.
    @discardableResult
    func terminate() async throws(FerryError) -> Bool {
        guard let location else { return true }
        guard let head = dialect.abandon(location, capabilities: try await capabilities()) else { return false }
        guard case .success(let response) = try await desk.exchange(head).result else { return false }
        return UploadRemover.isGone(after: response)
    }

    /// Takes what interim replies say: where the upload is, and what the server keeps for sure.
    private func observer(_ heard: InterimNotes) -> @Sendable (HTTPTransferObservation) -> Void {
        let (dialect, meter) = (dialect, desk.meter)
        return { observation in
            guard case .informational(let status, let fields) = observation,
                let reply = dialect.interim(status: status, fields: fields)
            else { return }
            heard.add(reply)
            if let offset = reply.offset { meter.acknowledged(atLeast: offset) }
        }
    }

    /// What the server said it keeps for sure counts though the request failed.
    private func take(_ heard: InterimNotes) async throws(FerryError) {
        if let limits = heard.chunkLimits { _ = machine.on(.limited(limits)) }
        guard let offset = heard.offset else { return }
        let before = machine.acknowledged
        _ = machine.on(.interim(offset: offset))
        guard machine.acknowledged > before else { return }
        try await desk.acknowledge(machine.acknowledged, of: cargo.length)
    }
}
