extension UploadStateMachine {
    /// Takes one event and says what to do.
    ///
    /// An event that does not fit the state answers `none`; after the end every event does.
    public mutating func on(_ event: Event) -> Action {
        guard !isAtEnd else { return .none }
        switch event {
        case .started(let resumed): return start(resumed)
        case .created(let offset, let isComplete): return created(offset, isComplete)
        case .claimed(let claim): return claimed(claim)
        case .placed: return placed()
        case .interim(let offset): return interim(offset)
        case .chunkBytes(let bytes):
            if !traits.sendsWhole { planner.resize(bytes) }
            return .none
        case .limited(let limits):
            planner.limit(to: limits)
            return .none
        case .located(let offset, let length, let isComplete): return located(offset, length, isComplete)
        case .chunkAccepted(let offset, let isComplete): return accepted(offset, isComplete)
        case .failed(let failure, let jitter): return failed(failure, jitter: jitter)
        case .waitEnded: return waitEnded()
        case .sealed(let bytes, let length): return grew(bytes, length)
        case .abandoned: return abandoned()
        case .confirmed: return confirmed()
        case .cancelRequested:
            state = .cancelled
            return .stop
        }
    }

    private mutating func start(_ resumed: Resumed?) -> Action {
        guard state == .idle else { return .none }
        guard let resumed else { return claimsName ? claim() : create() }
        acknowledged = resumed.acknowledged
        highWater = max(resumed.highWater, resumed.acknowledged)
        isLengthDeclared = length != nil
        return locate()
    }

    private mutating func claim() -> Action {
        state = .claiming
        return .claim
    }

    private mutating func claimed(_ claim: NameClaim) -> Action {
        guard state == .claiming else { return .none }
        switch claim {
        case .vacant, .replaceable: return create()
        case .ours:
            adopt(sealed)
            state = .confirming
            return .confirm(needsHash: true)
        case .taken(let error): return fail(error)
        }
    }

    private mutating func create() -> Action {
        creations += 1
        isPlaced = false
        isLengthDeclared = length != nil
        let chunk = firstChunk()
        if let chunk {
            attempts += 1
            highWater = max(highWater, chunk.end)
        }
        state = .creating(chunk)
        return .create(length: length, with: chunk)
    }

    /// The chunk that the creating request carries: only for objects of more than one chunk, so that the last byte is
    /// never in it, only its first bytes, and only in the first attempt, so that a lost reply costs little.
    private func firstChunk() -> Chunk? {
        guard createsWithBody, creations == 1, sealed > planner.chunkBytes,
            planner.limits.minBytes <= Self.maxCreationBytes
        else { return nil }
        return Chunk(index: 0, offset: 0, length: min(planner.chunkBytes, Self.maxCreationBytes))
    }

    private mutating func created(_ offset: Int64, _ isComplete: Bool?) -> Action {
        guard case .creating = state else { return .none }
        if offset == length, offset > highWater { adopt(offset) }
        isClosed = isComplete == true
        return advance(to: offset)
    }

    /// The server already keeps a complete object of this job and named it instead of making a second one.
    private mutating func adopt(_ offset: Int64) {
        highWater = offset
        isAdopted = true
    }

    /// The server said where the upload is before it answered its creation: from now on it can be asked.
    private mutating func placed() -> Action {
        if case .creating = state { isPlaced = true }
        return .none
    }

    /// Bytes the server keeps for sure though their request is not answered yet.
    private mutating func interim(_ offset: Int64) -> Action {
        let end: Int64
        switch state {
        case .creating(let chunk): end = chunk?.end ?? 0
        case .sending(let chunk): end = chunk.end
        default: return .none
        }
        guard offset > acknowledged, offset <= end else { return .none }
        acknowledged = offset
        budget.bytesMoved()
        return .none
    }

    private mutating func located(_ offset: Int64, _ told: Int64?, _ isComplete: Bool?) -> Action {
        guard state == .locating else { return .none }
        if let told, told == length { isLengthDeclared = true }
        if isComplete == true, offset != length {
            let error = FerryError(
                .verifyLength,
                "the server closed the upload at \(offset) bytes, the object has \(length ?? sealed)",
                disposition: .freshStart)
            return startAnew(UploadFailure(.offset, error))
        }
        isClosed = isComplete == true
        // Bytes that no reply of ours confirmed may be somebody else's at the same name.
        if offset == length, offset > acknowledged, traits.sendsWhole { isAdopted = true }
        return advance(to: offset)
    }

    private mutating func accepted(_ offset: Int64, _ isComplete: Bool?) -> Action {
        guard case .sending(let chunk) = state else { return .none }
        if chunk.length == 0, isComplete == false {
            let error = FerryError(
                .destinationConflict, "the server does not close an upload that has all its bytes", disposition: .retry)
            return failed(UploadFailure(.other, error), jitter: 1)
        }
        guard offset > chunk.offset || (chunk.length == 0 && offset == chunk.offset) else {
            let error = FerryError(
                .destinationConflict, "the server answered offset \(offset) to a chunk at \(chunk.offset)",
                disposition: .retry)
            return failed(UploadFailure(.offset, error), jitter: 1)
        }
        isLengthDeclared = isLengthDeclared || isDeclaring
        // A server that does not say whether it has closed the upload is asked, lest a closed one gets more.
        if traits.closesExplicitly, isComplete == nil, offset == length { return locate() }
        isClosed = isComplete ?? (offset == length)
        return advance(to: offset)
    }

    /// The server stands at `offset`: judge it, then go on from there.
    private mutating func advance(to offset: Int64) -> Action {
        if offset > highWater || offset < 0 {
            let error = FerryError(
                .uploadOffsetBeyondEnd,
                "the server claims to hold \(offset) bytes, more than the \(highWater) that were ever on their way",
                disposition: .freshStart)
            return startAnew(UploadFailure(.offset, error))
        }
        if offset < acknowledged {
            let error = FerryError(
                .uploadExpired, "the server lost acknowledged bytes: it held \(acknowledged) and now holds \(offset)")
            return startAnew(UploadFailure(.offset, error))
        }
        if offset > acknowledged { budget.bytesMoved() }
        acknowledged = offset
        return proceed()
    }

    private mutating func proceed() -> Action {
        if let length, acknowledged == length, isLengthDeclared, isClosed || !traits.closesExplicitly {
            state = .confirming
            return .confirm(needsHash: isAdopted)
        }
        guard acknowledged < sealed || length != nil else {
            state = .starved
            return .none
        }
        let chunk = planner.begin(at: acknowledged, end: sealed)
        let declaring = isLengthDeclared ? nil : length
        isDeclaring = declaring != nil
        attempts += 1
        highWater = max(highWater, chunk.end)
        state = .sending(chunk)
        return .send(chunk, declaring: declaring)
    }

    private mutating func grew(_ bytes: Int64, _ length: Int64?) -> Action {
        precondition(bytes >= sealed, "sealed bytes stay sealed")
        sealed = bytes
        self.length = length ?? self.length
        guard state == .starved else { return .none }
        return proceed()
    }

    private mutating func locate() -> Action {
        state = .locating
        return .locate
    }

    private mutating func waitEnded() -> Action {
        guard case .waiting(let resumption) = state else { return .none }
        switch resumption {
        case .claim: return claim()
        case .create: return create()
        case .locate: return locate()
        case .confirm:
            state = .confirming
            return .confirm(needsHash: isAdopted)
        }
    }

    private mutating func confirmed() -> Action {
        guard state == .confirming else { return .none }
        state = .finished
        return .finish
    }

    private mutating func abandoned() -> Action {
        guard state == .abandoning else { return .none }
        return claimsAgain ? claim() : create()
    }

    private mutating func failed(_ failure: UploadFailure, jitter: Double) -> Action {
        guard let resumption = resumptionAfterFailure() else { return .none }
        switch failure.error.disposition {
        case .giveUp: return fail(failure.error)
        case .freshStart: return startAnew(failure)
        case .retry, .retryAfter:
            guard let delay = budget.failed(failure, jitter: jitter) else {
                return fail(exhausted(failure.error))
            }
            state = .waiting(resumption)
            return .wait(seconds: delay, cause: failure.cause, failures: budget.failures, error: failure.error)
        }
    }

    private func resumptionAfterFailure() -> Resumption? {
        switch state {
        case .claiming: .claim
        case .creating: isPlaced ? .locate : .create
        case .locating, .sending: .locate
        case .confirming: .confirm
        case .idle, .starved, .waiting, .abandoning, .finished, .failed, .cancelled: nil
        }
    }

    private mutating func startAnew(_ failure: UploadFailure) -> Action {
        // Of bytes that were refused as wrong no object was made.
        let mayBeMade = failure.cause != .checksum && !hasAskedForObject
        if traits.objectOutlivesUpload, mayBeMade, let length, highWater >= length {
            hasAskedForObject = true
            isAdopted = true
            state = .confirming
            return .confirm(needsHash: true)
        }
        guard mayBeginAnew else { return fail(failure.error) }
        freshStarts += 1
        let lost = acknowledged
        acknowledged = 0
        highWater = 0
        isLengthDeclared = false
        isAdopted = false
        isClosed = false
        hasAskedForObject = false
        state = .abandoning
        return .abandon(lostBytes: lost, cause: failure.cause)
    }

    private mutating func fail(_ error: FerryError) -> Action {
        state = .failed
        return .fail(error)
    }

    private func exhausted(_ last: FerryError) -> FerryError {
        let tries = "gave up after \(budget.words) in a row"
        var error = last
        error.message += "; \(tries)"
        error.disposition = .giveUp
        if last.code == .destinationConflict { error.code = .retryExhausted }
        return error
    }
}
