import FerryCore
import HTTPTypes

/// The object as a whole.
extension PartsErrands {
    func inspect() async throws(FerryError) -> Event {
        let head: HTTPRequest?
        do throws(UploadFailure) { head = try dialect.inspect(location) } catch { throw error.error }
        guard let head else { return .inspected(nil) }
        let found = try await ask(head) { response in
            dialect.inspected(from: response).mapError { PartsFailure(.plain, $0) }
        }
        switch found {
        case .success(let facts): return .inspected(facts)
        case .failure(let failure) where failure.failure.error.disposition == .freshStart: return .inspected(nil)
        case .failure(let failure): return failed(failure)
        }
    }

    /// Sends the whole object in one request.
    func store(replaces: Bool, _ features: PartsFeatures) async throws(FerryError) -> Event {
        let range = 0..<cargo.length
        var checksum: Checksum?
        if let algorithm = features.checksum { checksum = try await self.checksum(algorithm, of: range) }
        note { $0.whole = checksum }
        let head: HTTPRequest
        do throws(UploadFailure) {
            head = try dialect.store(
                cargo.creation(chunk: nil, replaces: replaces), at: location, checksum: checksum, features: features)
        } catch {
            throw error.error
        }
        try desk.note(.creating)
        let chunk = Chunk(index: 0, offset: 0, length: cargo.length)
        let exchange = try await desk.exchange(
            head, chunk: chunk, body: cargo.body(range), started: .partStarted(chunk))
        let stored = exchange.result.mapError { PartsFailure(.plain, $0) }
            .flatMap { dialect.stored(from: $0, bytes: cargo.length) }
        switch stored {
        case .failure(let failure):
            if chunk.length > 0 { try desk.note(.partEnded(index: 0, sent: exchange.sent, kept: nil)) }
            return failed(failure)
        case .success(let facts):
            let reference = PartReference(entityTag: facts.version ?? "", checksum: checksum)
            if chunk.length > 0 { try acknowledged(chunk, exchange.sent, reference) }
            note { $0.started = desk.clock.now() }
            return .stored(facts)
        }
    }

    /// A part, or a whole object, was taken.
    func acknowledged(_ chunk: Chunk, _ sent: Int64, _ reference: PartReference) throws(FerryError) {
        try desk.note(.partEnded(index: chunk.index, sent: sent, kept: reference))
        desk.tracker.emit(
            .chunkAcknowledged(
                .init(index: chunk.index, offset: chunk.offset, length: chunk.length, attempt: desk.tally.attempts)))
    }

    /// Compares what stands at the name with the bytes here, by what is cheapest among what the storage tells.
    func compare(_ facts: ObjectFacts) async throws(FerryError) -> Event {
        guard facts.bytes == cargo.length else {
            return .mismatched(
                FerryError(.verifyLength, "the storage holds \(facts.bytes) bytes, \(cargo.length) were sent"))
        }
        guard let theirs = cheapest(facts) else { return compareTag(facts) }
        let ours = try await local(theirs.algorithm)
        guard ours == theirs else {
            let name = theirs.algorithm.label
            return .mismatched(
                FerryError(
                    .verifyChecksum, "what arrived has \(name) \(theirs.hex), what was sent has \(ours.hex)"))
        }
        note { $0.checksum = Receipt.Checksum(algorithm: theirs.algorithm.rawValue, value: theirs.hex) }
        return .confirmed
    }

    /// The tag of an object made of parts proves it where it is made of the parts' tags; another tag proves nothing.
    private func compareTag(_ facts: ObjectFacts) -> Event {
        if let tag = proof.parts.flatMap({ dialect.entityTag(of: $0) }), tag == facts.version {
            note { $0.checksum = Receipt.Checksum(algorithm: "etag", value: tag) }
        }
        return .confirmed
    }

    private func cheapest(_ facts: ObjectFacts) -> Checksum? {
        let whole = proof.whole
        return facts.checksums.first { $0.algorithm == whole?.algorithm }
            ?? facts.checksums.first { $0.algorithm == .sha256 } ?? facts.checksums.first
    }

    private func local(_ algorithm: ChecksumAlgorithm) async throws(FerryError) -> Checksum {
        if let whole = proof.whole, whole.algorithm == algorithm { return whole }
        if algorithm == .sha256, let known = Checksum(.sha256, hex: cargo.sha256) { return known }
        return try await checksum(algorithm, of: 0..<cargo.length)
    }

    func remove() async throws(FerryError) -> Event {
        let (capabilities, _) = await desk.link.capabilities()
        if let head = dialect.remove(location, capabilities: capabilities) { _ = try await desk.exchange(head) }
        try await desk.tracker.save { $0.upload = nil }
        return .removed
    }
}
