import FerryCore
import HTTPTypes

/// The upload and its parts.
extension PartsErrands {
    /// Begins an upload and writes it down before anything is sent to it.
    func begin(_ partBytes: Int64, replaces: Bool, _ features: PartsFeatures) async throws(FerryError) -> Event {
        let head: HTTPRequest
        do throws(UploadFailure) {
            head = try dialect.begin(
                cargo.creation(chunk: nil, replaces: replaces), at: location, features: features)
        } catch {
            throw error.error
        }
        try desk.note(.creating)
        switch try await ask(head, { dialect.begun(from: $0, features: features) }) {
        case .failure(let failure): return failed(failure)
        case .success(let begun):
            let upload = PartsUpload(
                id: begun.id, partBytes: partBytes, checksum: begun.checksum, replaces: replaces)
            let record = UploadRecord(dialect: dialect.name, location: location, parts: upload)
            try await desk.tracker.save { $0.upload = record }
            return .begun(upload)
        }
    }

    func list(_ upload: PartsUpload, after index: Int?) async throws(FerryError) -> Event {
        switch try await page(upload, after: index, limit: Self.pageParts) {
        case .success(let page): return .listed(page)
        case .failure(let failure): return failed(failure)
        }
    }

    /// Parts of one page: the most that S3 gives.
    private static let pageParts = 1000

    private func page(
        _ upload: PartsUpload, after index: Int?, limit: Int
    ) async throws(FerryError) -> Result<PartsPage, PartsFailure> {
        let head: HTTPRequest
        do throws(UploadFailure) {
            head = try dialect.list(upload, at: location, after: index, limit: limit)
        } catch {
            throw error.error
        }
        return try await ask(head) { dialect.listed(from: $0) }
    }

    /// Which listed parts hold the bytes that are here. Every one is read and hashed again.
    func match(_ listed: [ListedPart], _ upload: PartsUpload) async throws(FerryError) -> [Int: PartReference] {
        let planner = ChunkPlanner(chunkBytes: upload.partBytes)
        var kept: [Int: PartReference] = [:]
        for part in listed where part.index >= 0 && part.index < planner.count(length: cargo.length) {
            guard !Task.isCancelled else { throw FerryError(.cancelled, "stopped by request") }
            let chunk = planner.chunk(at: Int64(part.index) * upload.partBytes, end: cargo.length)
            kept[part.index] = try await reference(part, chunk, upload)
        }
        return kept
    }

    /// What completing needs of a part that holds the bytes here; `nil` when it does not, or nothing tells.
    private func reference(
        _ part: ListedPart, _ chunk: Chunk, _ upload: PartsUpload
    ) async throws(FerryError) -> PartReference? {
        let memory = remembered[chunk.index] ?? desk.tally.partReferences[chunk.index]
        let proof = part.proof(bytes: chunk.length, remembered: memory, algorithm: upload.checksum)
        guard case .checksum(let told) = proof else { return nil }
        guard try await checksum(told.algorithm, of: chunk.range) == told else { return nil }
        var own: Checksum? = told
        if let algorithm = upload.checksum, algorithm != told.algorithm {
            own = try await checksum(algorithm, of: chunk.range)
        }
        return PartReference(entityTag: part.entityTag, checksum: own)
    }

    func send(_ chunk: Chunk, _ upload: PartsUpload) async throws(FerryError) -> Event {
        var checksum: Checksum?
        if let algorithm = upload.checksum { checksum = try await self.checksum(algorithm, of: chunk.range) }
        let head: HTTPRequest
        do throws(UploadFailure) {
            head = try dialect.send(chunk, of: upload, at: location, checksum: checksum)
        } catch {
            throw error.error
        }
        let exchange = try await desk.exchange(
            head, chunk: chunk, body: cargo.body(chunk.range), started: .partStarted(chunk))
        let accepted = exchange.result.mapError { PartsFailure(.plain, $0) }
            .flatMap { dialect.accepted(from: $0, part: chunk) }
            .flatMap { judged($0, checksum) }
        switch accepted {
        case .success(let reference):
            try acknowledged(chunk, exchange, reference)
            return .partKept(chunk.index, reference)
        case .failure(let failure):
            guard failure.failure.error.code != .cancelled else { return .cancelRequested }
            try desk.note(.partEnded(index: chunk.index, sent: exchange.sent, kept: nil))
            return .partFailed(
                chunk.index, failure, mayHaveArrived: mayHaveArrived(exchange, chunk, failure), jitter: desk.draw())
        }
    }

    /// A reply that repeats another checksum than ours acknowledges other bytes.
    private func judged(_ part: ListedPart, _ ours: Checksum?) -> Result<PartReference, PartsFailure> {
        if let ours, let theirs = part.checksums.first(where: { $0.algorithm == ours.algorithm }), theirs != ours {
            let error = FerryError(
                .verifyChecksum,
                "part \(part.index + 1) arrived with \(ours.algorithm.label) \(theirs.hex), it was sent with \(ours.hex)",
                disposition: .retry)
            return .failure(PartsFailure(.plain, UploadFailure(.checksum, error)))
        }
        return .success(PartReference(entityTag: part.entityTag, checksum: ours))
    }

    /// Whether the storage may keep the part though no reply says so.
    private func mayHaveArrived(_ exchange: TransferDesk.Exchange, _ chunk: Chunk, _ failure: PartsFailure) -> Bool {
        guard exchange.sent >= chunk.length else { return false }
        switch exchange.result {
        case .failure: return true
        case .success(let response): return response.head.status.kind == .serverError
        }
    }

    /// Asks about one part whose reply was lost.
    func ask(_ chunk: Chunk, _ upload: PartsUpload) async throws(FerryError) -> Event {
        switch try await page(upload, after: chunk.index > 0 ? chunk.index - 1 : nil, limit: 1) {
        case .failure(let failure): return failed(failure)
        case .success(let page):
            guard let part = page.parts.first(where: { $0.index == chunk.index }),
                let reference = try await reference(part, chunk, upload)
            else { return .partMissing(chunk.index) }
            try desk.note(.partFound(chunk, reference))
            return .partKept(chunk.index, reference)
        }
    }

    func complete(
        _ upload: PartsUpload, _ parts: [PartReference], replaces: Bool, _ features: PartsFeatures
    ) async throws(FerryError) -> Event {
        desk.tracker.become(.confirming)
        let whole = combined(parts, upload)
        note { proof in
            proof.started = proof.started ?? desk.clock.now()
            proof.parts = parts
            proof.whole = whole
        }
        let (head, body): (HTTPRequest, [UInt8])
        do throws(UploadFailure) {
            (head, body) = try dialect.complete(
                upload, at: location, parts: parts, creation: cargo.creation(chunk: nil, replaces: replaces),
                checksum: whole, features: features)
        } catch {
            throw error.error
        }
        let reply: Result<Void, PartsFailure> = try await ask(head, document: body) { response in
            dialect.completed(from: response).map(Result.failure) ?? .success(())
        }
        switch reply {
        case .success: return .completed
        case .failure(let failure): return failed(failure)
        }
    }

    /// The checksum of the whole object, from those of its parts; `nil` where they cannot be combined.
    private func combined(_ parts: [PartReference], _ upload: PartsUpload) -> Checksum? {
        let planner = ChunkPlanner(chunkBytes: upload.partBytes)
        var whole: Checksum?
        for (index, part) in parts.enumerated() {
            guard let next = part.checksum else { return nil }
            let length = planner.chunk(at: Int64(index) * upload.partBytes, end: cargo.length).length
            guard let sum = whole.map({ $0.followed(by: next, length: length) }) ?? next else { return nil }
            whole = sum
        }
        return whole?.algorithm.isCombinable == true ? whole : nil
    }

    /// Gives the upload up, unless it is gone, and forgets it.
    func abort(_ upload: PartsUpload?, isGone: Bool, isFreshStart: Bool) async throws(FerryError) -> Event {
        let isAway = isGone ? true : try await terminate(upload)
        if isFreshStart {
            try desk.note(.abandoned)
            desk.tracker.emit(
                .decision(.init(what: "retry", from: "resume", to: "freshStart", reason: RetryCause.expired.rawValue)))
        }
        try await desk.tracker.save { job in
            job.giveUpUpload(isGone: isAway)
            job.acknowledgedBytes = 0
        }
        return .aborted
    }

    /// Asks the storage to forget an upload.
    ///
    /// - Returns: Whether it stands there no more.
    private func terminate(_ upload: PartsUpload?) async throws(FerryError) -> Bool {
        guard let upload, let head = try? dialect.abort(upload, at: location),
            case .success(let response) = try await desk.exchange(head).result
        else { return upload == nil }
        return UploadRemover.isGone(after: response)
    }
}
