/// The parts: sent in any order, several at once.
extension PartsStateMachine {
    /// Parts that can be cut from what is sealed; all of them once the object is closed.
    var partCount: Int {
        guard let upload else { return 0 }
        let planner = ChunkPlanner(chunkBytes: upload.partBytes)
        return length.map { planner.count(length: $0) } ?? Int(sealed / upload.partBytes)
    }

    /// The part at a place.
    func chunk(_ index: Int) -> Chunk {
        let bytes = upload?.partBytes ?? terms.partBytes
        return ChunkPlanner(chunkBytes: bytes).chunk(at: Int64(index) * bytes, end: length ?? sealed)
    }

    /// Orders whatever can be done now.
    mutating func launch() -> [Action] {
        guard state == .moving, !isHolding else { return [] }
        guard partCount <= terms.limits.maxCount else {
            return fail(
                FerryError(
                    .destinationTooLarge, "the object grew beyond \(terms.limits.maxCount) parts of its upload"))
        }
        parts.grow(to: partCount)
        var actions: [Action] = []
        if let index = parts.takeDoubtful() { actions.append(.ask(chunk(index))) }
        while parts.underWay < width, let index = parts.takePending() {
            attempts += 1
            actions.append(.send(chunk(index)))
        }
        let isWhole = length != nil && isReleased && parts.kept == parts.count
        return isWhole ? complete() : actions
    }

    mutating func partKept(_ index: Int, _ reference: PartReference) -> [Action] {
        guard parts.keep(index, reference) else { return [] }
        acknowledged += chunk(index).length
        budget.bytesMoved()
        return goOn()
    }

    mutating func partMissing(_ index: Int) -> [Action] {
        guard parts.asked == index, parts.giveBack(index, isDoubtful: false) else { return [] }
        return goOn()
    }

    mutating func partFailed(
        _ index: Int, _ failure: PartsFailure, mayHaveArrived: Bool, _ jitter: Double
    ) -> [Action] {
        guard parts.isUnderWay(index), parts.giveBack(index, isDoubtful: mayHaveArrived) else { return [] }
        return partTrouble(failure, jitter)
    }

    mutating func askFailed(_ failure: PartsFailure, _ jitter: Double) -> [Action] {
        guard let index = parts.asked, parts.giveBack(index, isDoubtful: true) else { return [] }
        return partTrouble(failure, jitter)
    }

    private mutating func partTrouble(_ failure: PartsFailure, _ jitter: Double) -> [Action] {
        guard state == .moving else { return drained() }
        if failure.kind == .checksumRefused, upload?.checksum != nil {
            state = .draining(.checksumRefused)
            return drained()
        }
        switch failure.failure.error.disposition {
        case .giveUp: return fail(failure.failure.error)
        case .freshStart:
            voidCause = failure.failure
            state = .draining(.gone)
            return drained()
        case .retry, .retryAfter: return hold(failure.failure, jitter)
        }
    }

    /// Sends no new part for a while. Parts that fail in the meantime fail for the same reason: they cost nothing more.
    private mutating func hold(_ failure: UploadFailure, _ jitter: Double) -> [Action] {
        guard !isHolding else {
            owedDelay = max(owedDelay, min(failure.error.retryAfterSeconds ?? 0, terms.policy.maxServerDelay))
            return []
        }
        guard let wait = wait(failure, jitter) else { return fail(exhausted(failure.error)) }
        isHolding = true
        return [wait]
    }

    mutating func holdEnded() -> [Action] {
        guard isHolding else { return [] }
        guard owedDelay == 0 || state != .moving else {
            let seconds = owedDelay
            owedDelay = 0
            let error = FerryError(.destinationServerError, "the storage asked to wait", retryAfterSeconds: seconds)
            return [.wait(seconds: seconds, cause: .other, failures: budget.failures, error: error)]
        }
        isHolding = false
        owedDelay = 0
        return goOn()
    }

    private mutating func goOn() -> [Action] { state == .moving ? launch() : drained() }

    /// Goes on once nothing of a void upload is under way.
    private mutating func drained() -> [Action] {
        guard case .draining(let reason) = state, parts.isQuiet, !isHolding else { return [] }
        switch reason {
        case .gone: return inspect(.gone)
        case .checksumRefused:
            features.checksum = upload?.checksum
            features.withoutChecksum()
            return abandon(.checksum, isGone: false, isFreshStart: false)
        }
    }
}
