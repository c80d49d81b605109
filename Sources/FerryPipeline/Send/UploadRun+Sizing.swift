import FerryCore

extension UploadRun {
    /// Lets the next chunk have the size that fits the link now.
    func resize() {
        guard let sizing else { return }
        _ = machine.on(.chunkBytes(sizing.chunkBytes))
    }

    /// A chunk was acknowledged.
    func sized(_ chunk: Chunk, kept: Int64) {
        guard let sizing, kept == chunk.length, !dialect.traits.sendsWhole else { return }
        let (seconds, expiresIn) = (lastSeconds, expiresIn)
        _ = sizing.change(desk.tracker) { $0.succeeded(bytes: kept, seconds: seconds, expiresIn: expiresIn) }
    }

    /// A chunk failed: a smaller one may do better. A refusal of its size is no end while there is a smaller one.
    func shrunk(_ failure: UploadFailure, after chunk: Chunk) -> UploadFailure {
        guard !dialect.traits.sendsWhole else { return failure }
        guard failure.error.status == 413 else {
            if let sizing { _ = sizing.change(desk.tracker) { $0.failed(failure.cause) } }
            return failure
        }
        var failure = failure
        failure.error.message = "the server refuses a chunk of \(chunk.length) bytes (413)"
        guard let sizing else {
            failure.error.next = "choose a smaller --chunk-size, or auto"
            return failure
        }
        if sizing.change(desk.tracker, { $0.refused(bytes: chunk.length) }) { failure.error.disposition = .retry }
        return failure
    }

    /// Takes how long the upload will live, by the server's own clock.
    func heard(expiresIn seconds: Double?) {
        guard let seconds else { return }
        expiresIn = seconds
        lifetime.heard(expiresIn: seconds, now: desk.clock.now().secondsSinceEpoch)
    }

    /// The upload will die before it is finished, and a new one would not: it is renewed before it does.
    ///
    /// Where not even a new one would live long enough this is told once, and the upload goes on until the server ends
    /// it: the link may get faster, or a limit be lifted. So does an upload that may not be begun anew any more.
    ///
    /// - Returns: What the machine is told instead of going on; `nil` while the upload goes on.
    func dying(at offset: Int64) -> Event? {
        guard offset < cargo.length, machine.mayBeginAnew else { return nil }
        let verdict = lifetime.verdict(
            now: desk.clock.now().secondsSinceEpoch, remainingBytes: cargo.length - offset,
            totalBytes: cargo.length, bytesPerSecond: desk.meter.fairBytesPerSecond)
        switch verdict {
        case .fine: return nil
        case .renew(let needed, let left):
            let error = FerryError(
                .uploadExpired,
                "the upload would live \(Int(left)) s more and needs \(Int(needed)) s at the measured rate",
                disposition: .freshStart)
            return .failed(UploadFailure(.expired, error), jitter: 0)
        case .hopeless(let needed, let whole):
            warn("uploads live \(Int(whole)) s at this server, this one needs \(Int(needed)) s at the measured rate")
            return nil
        }
    }

    private func warn(_ reason: String) {
        guard !isWarned else { return }
        isWarned = true
        desk.tracker.emit(.decision(.init(what: "retry", from: "sending", to: "sending", reason: reason)))
    }
}
