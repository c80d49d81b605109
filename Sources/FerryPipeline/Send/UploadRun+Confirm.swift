import FerryCore
import HTTPTypes

extension UploadRun {
    /// Looks at the finished object; `nil` where nobody can be asked.
    func inspect() async throws(FerryError) -> Result<ObjectFacts?, UploadFailure> {
        let head: HTTPRequest?
        do throws(UploadFailure) {
            head = try dialect.inspect(dialect.location(ofObject: cargo.objectName) ?? location ?? "")
        } catch {
            return .failure(error)
        }
        guard let head else { return .success(nil) }
        let exchange = try await desk.exchange(head)
        return exchange.result.flatMap { dialect.inspected(from: $0) }.map(Optional.some)
    }

    /// Compares what arrived with what was sent.
    func confirm(needsHash: Bool) async throws(FerryError) -> Event {
        desk.tracker.become(.confirming)
        confirmStarted = confirmStarted ?? desk.clock.now()
        let found: ObjectFacts
        switch try await inspect() {
        case .failure(let failure) where isForgotten(failure, needsHash) || isDumb(failure):
            // Some servers forget an upload that is complete; its last reply gave the length.
            found = ObjectFacts(bytes: cargo.length)
        case .failure(let failure) where isMissing(failure): return failed(vanished(failure))
        case .failure(let failure): return failed(failure)
        case .success(let object?): found = object
        case .success(nil): found = ObjectFacts(bytes: cargo.length)
        }
        let proof = proof(in: found, needsHash: needsHash)
        located = ObjectFacts(bytes: found.bytes, checksums: proof.map { [$0] } ?? [])
        if let error = try await mismatch(found, proof, needsHash: needsHash) {
            // An object that this upload did not fill is somebody's: it stays.
            if !needsHash, isFilledByUs || !dialect.addressesByName { try await discard(found) }
            try await desk.tracker.save { $0.upload = nil }
            return .failed(UploadFailure(.checksum, error), jitter: 0)
        }
        try await settle()
        return .confirmed
    }

    private func isForgotten(_ failure: UploadFailure, _ needsHash: Bool) -> Bool {
        failure.error.disposition == .freshStart && !needsHash && !dialect.addressesByName
    }

    /// Whether nothing stands at the name though the last reply said that the object was made there.
    private func isMissing(_ failure: UploadFailure) -> Bool {
        failure.error.disposition == .freshStart && isFilledByUs && dialect.addressesByName
            && !dialect.traits.sendsWhole
    }

    /// An object may take a moment to be seen; a second one would find the first in its way.
    private func vanished(_ failure: UploadFailure) -> UploadFailure {
        let status = failure.error.status
        return UploadFailure(
            .other,
            FerryError(
                .verifyLength,
                "the storage said that the object was made, and nothing stands at its name"
                    + (status.map { " (\($0))" } ?? ""), disposition: .retry, status: status))
    }

    /// Whether a server that took our bytes does not answer questions about them.
    private func isDumb(_ failure: UploadFailure) -> Bool {
        isFilledByUs && failure.error.code == .destinationWrongProtocol && failure.error.disposition == .giveUp
    }

    /// From now on the record names the object, not the upload.
    private func settle() async throws(FerryError) {
        let place = dialect.location(ofObject: cargo.objectName) ?? location ?? ""
        let record = UploadRecord(dialect: dialect.name, location: place)
        if desk.tracker.job.upload != record { try await desk.tracker.save { $0.upload = record } }
        if desk.tracker.job.acknowledgedBytes < cargo.length {
            try await desk.acknowledge(cargo.length, of: cargo.length)
        }
    }

    /// The checksum to compare by: the one that was sent along where that is enough, because it is known already, else
    /// the one that proves most.
    private func proof(in found: ObjectFacts, needsHash: Bool) -> Checksum? {
        let known = found.checksums.first { $0.algorithm == objectChecksum?.algorithm }
        return needsHash ? found.strongestChecksum : known ?? found.strongestChecksum
    }

    /// Deletes what arrived with other bytes, by its name where it stands at one and is not marked as another's; failures
    /// do not matter.
    private func discard(_ found: ObjectFacts) async throws(FerryError) {
        guard let place = dialect.location(ofObject: cargo.objectName) else {
            try await terminate()
            return
        }
        guard found.marker == nil || found.marker == cargo.marker,
            let head = dialect.remove(place, capabilities: try await capabilities())
        else { return }
        _ = try await desk.exchange(head)
    }

    private func mismatch(
        _ found: ObjectFacts, _ proof: Checksum?, needsHash: Bool
    ) async throws(FerryError) -> FerryError? {
        let declared = found.declaredBytes ?? found.bytes
        guard found.bytes == cargo.length, declared == cargo.length else {
            // Of an object that this upload did not fill, another length says only that it is somebody else's.
            if needsHash, dialect.addressesByName, found.marker != cargo.marker {
                return NameClaim.conflict(cargo.objectName)
            }
            return FerryError(
                .verifyLength, "the server holds \(found.bytes) of \(declared) bytes, \(cargo.length) were sent")
        }
        guard let theirs = proof else {
            // Our own marker on an object of this length is proof enough that it is ours.
            guard needsHash, found.marker != cargo.marker else { return nil }
            return dialect.addressesByName
                ? NameClaim.conflict(cargo.objectName)
                : FerryError(.verifyChecksum, "what arrived has SHA-256 unknown, what was sent has \(cargo.sha256)")
        }
        let ours = try await localChecksum(theirs.algorithm)
        guard ours != theirs else { return nil }
        guard !needsHash || !dialect.addressesByName || found.marker == cargo.marker else {
            return NameClaim.conflict(cargo.objectName)
        }
        let name = theirs.algorithm.label
        return FerryError(
            .verifyChecksum, "what arrived has \(name) \(theirs.hex), what was sent has \(ours.hex)")
    }

    func localChecksum(_ algorithm: ChecksumAlgorithm) async throws(FerryError) -> Checksum {
        if algorithm == .sha256, let known = Checksum(.sha256, hex: cargo.sha256) { return known }
        if let objectChecksum, objectChecksum.algorithm == algorithm { return objectChecksum }
        return try await checksum(algorithm, of: 0..<cargo.length)
    }
}
