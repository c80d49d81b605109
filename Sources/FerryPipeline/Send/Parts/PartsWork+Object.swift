import FerryCore
import HTTPTypes

/// The object as a whole.
extension PartsWork {
    func inspect() async throws(FerryError) -> Event {
        guard let object else { return .inspected(nil) }
        let head: HTTPRequest?
        do throws(UploadFailure) { head = try storage.inspect(object) } catch { throw error.error }
        guard let head else { return .inspected(nil) }
        let found = try await ask(head) { response in
            storage.inspected(from: response).mapError { PartsFailure(.plain, $0) }
        }
        switch found {
        case .success(let facts): return .inspected(facts)
        case .failure(let failure) where failure.failure.error.disposition == .freshStart: return .inspected(nil)
        case .failure(let failure): return failed(failure)
        }
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
        if let tag = proof.parts.flatMap({ entityTag(of: $0) }), tag == facts.version {
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
        if let object, let head = storage.remove(object, capabilities: capabilities) {
            _ = try await desk.exchange(head)
        }
        try await desk.tracker.save { $0.upload = nil }
        return .removed
    }
}
