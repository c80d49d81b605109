import FerryCore
import HTTPTypes

/// The object as a whole.
extension PartsErrands {
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
            if chunk.length > 0 { try acknowledged(chunk, exchange, reference) }
            note { $0.started = desk.clock.now() }
            return .stored(facts)
        }
    }
}
