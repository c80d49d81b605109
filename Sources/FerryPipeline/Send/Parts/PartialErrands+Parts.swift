import FerryCore
import HTTPTypes

/// Single partial uploads.
extension PartialErrands {
    /// Asks partial uploads of an earlier run where they stand. Those that were acknowledged are taken as whole, and all
    /// once their joining may have been answered: a server says so when it misses one, and then each is asked.
    func list(_ upload: PartsUpload?) async throws(FerryError) -> Event {
        let places = places
        let planner = ChunkPlanner(chunkBytes: upload?.partBytes ?? 1)
        let isWhole = places.isJoining || places.object != nil
        var parts: [ListedPart] = []
        for (index, url) in places.urls.sorted(by: { $0.key < $1.key }) {
            let bytes = planner.chunk(at: Int64(index) * planner.chunkBytes, end: cargo.length).length
            guard bytes > 0 else { continue }
            var offset = bytes
            if let known = isWhole ? bytes : certain(index, url, bytes: bytes) {
                offset = known
            } else {
                switch try await locate(url, index, bytes) {
                case .failure(let failure): return failed(PartsFailure(.plain, failure))
                case .success(let found): offset = found
                }
            }
            if offset == bytes { parts.append(ListedPart(index: index, bytes: bytes, entityTag: url)) }
        }
        return .listed(PartsPage(parts: parts))
    }

    /// Bytes of a part that the server holds; one that is gone, or is another, is forgotten and holds none.
    private func locate(
        _ url: String, _ index: Int, _ bytes: Int64
    ) async throws(FerryError) -> Result<Int64, UploadFailure> {
        let head: HTTPRequest?
        do throws(UploadFailure) { head = try dialect.partial.locate(url) } catch { return .failure(error) }
        guard let head else { return .success(0) }
        let exchange = try await inTurn { () throws(FerryError) in try await desk.exchange(head) }
        switch exchange.result.flatMap({ dialect.partial.located(from: $0) }) {
        case .success(let found) where (0...bytes).contains(found.offset) && found.length ?? bytes == bytes:
            stands(index, at: found.offset)
            return .success(found.offset)
        case .failure(let failure) where failure.error.disposition != .freshStart: return .failure(failure)
        case .success, .failure:
            try await forget(index)
            return .success(0)
        }
    }

    /// Asks about one part whose reply was lost, or that was broken off.
    func ask(_ chunk: Chunk) async throws(FerryError) -> Event {
        guard let url = places.urls[chunk.index] else { return .partMissing(chunk.index) }
        let before = standing(chunk.index)
        switch try await locate(url, chunk.index, chunk.length) {
        case .failure(let failure): return failed(PartsFailure(.plain, failure))
        case .success(chunk.length):
            let reference = PartReference(entityTag: url)
            try desk.note(.partFound(chunk, reference))
            return .partKept(chunk.index, reference)
        case .success(let offset): return offset > before ? .partMoved(chunk.index) : .partMissing(chunk.index)
        }
    }

    /// Begins a part's upload where there is none, and sends what it does not hold.
    func send(_ chunk: Chunk) async throws(FerryError) -> Event {
        let url: String
        switch try await place(chunk) {
        case .success(let found): url = found
        case .failure(let failure):
            guard failure.error.code != .cancelled else { return .cancelRequested }
            return .partFailed(
                chunk.index, PartsFailure(.plain, failure), mayHaveArrived: false, jitter: desk.draw())
        }
        let kept = standing(chunk.index)
        let range = chunk.offset + kept..<chunk.end
        var checksum: Checksum?
        if let algorithm = dialect.capabilities.chunkChecksum {
            checksum = try await self.checksum(algorithm, of: range)
        }
        let rest = Chunk(index: chunk.index, offset: kept, length: chunk.length - kept)
        let sending = ChunkSending(
            chunk: rest, objectLength: chunk.length, checksum: checksum, creation: creation(of: chunk))
        let head: HTTPRequest
        do throws(UploadFailure) { head = try dialect.partial.send(sending, to: url) } catch { throw error.error }
        let exchange = try await desk.exchange(
            head, chunk: Chunk(index: chunk.index, offset: range.lowerBound, length: rest.length),
            body: cargo.body(range), started: kept > 0 ? .partResumed(chunk, kept: kept) : .partStarted(chunk))
        return try await sent(
            chunk, url, exchange, exchange.result.flatMap { dialect.partial.accepted(from: $0, sending: sending) })
    }

    private func sent(
        _ chunk: Chunk, _ url: String, _ exchange: TransferDesk.Exchange, _ result: Result<AcceptedChunk, UploadFailure>
    ) async throws(FerryError) -> Event {
        switch result {
        case .success(let accepted) where accepted.offset == chunk.length:
            let reference = PartReference(entityTag: url)
            try acknowledged(chunk, exchange, reference)
            return .partKept(chunk.index, reference)
        case .success(let accepted):
            let error = FerryError(
                .destinationConflict,
                "the server answered offset \(accepted.offset) to the end of a part of \(chunk.length) bytes",
                disposition: .retry)
            return try partFailed(chunk, exchange, UploadFailure(.offset, error), mayHaveArrived: true)
        case .failure(var failure):
            guard failure.error.code != .cancelled else { return .cancelRequested }
            guard failure.error.disposition == .freshStart else {
                return try partFailed(chunk, exchange, failure, mayHaveArrived: true)
            }
            try await forget(chunk.index)
            failure.error.disposition = .retry
            return try partFailed(chunk, exchange, failure, mayHaveArrived: false)
        }
    }

    private func partFailed(
        _ chunk: Chunk, _ exchange: TransferDesk.Exchange, _ failure: UploadFailure, mayHaveArrived: Bool
    ) throws(FerryError) -> Event {
        try desk.note(.partEnded(index: chunk.index, sent: exchange.sent, kept: nil))
        return .partFailed(
            chunk.index, PartsFailure(.plain, failure), mayHaveArrived: mayHaveArrived, jitter: desk.draw())
    }

    /// Where a part's upload is; begun and written down where there is none.
    private func place(_ chunk: Chunk) async throws(FerryError) -> Result<String, UploadFailure> {
        if let url = places.urls[chunk.index] { return .success(url) }
        let creation = creation(of: chunk)
        guard let head = dialect.partial.create(creation, capabilities: dialect.capabilities) else {
            throw FerryError(.destinationWrongProtocol, "partial uploads cannot be created")
        }
        let exchange = try await inTurn { () throws(FerryError) in try await desk.exchange(head) }
        let created = exchange.result.flatMap { dialect.partial.created(from: $0, creation: creation) }
        guard case .success(let upload) = created else { return created.map(\.location) }
        stands(chunk.index, at: 0)
        try await change { $0.urls[chunk.index] = upload.location }
        return .success(upload.location)
    }

    private func creation(of chunk: Chunk) -> UploadCreation {
        var creation = cargo.creation(chunk: nil, replaces: false)
        creation.length = chunk.length
        creation.sha256 = nil
        return creation
    }
}
