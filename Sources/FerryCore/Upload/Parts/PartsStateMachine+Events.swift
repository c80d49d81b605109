extension PartsStateMachine {
    /// Takes one event and says what to do, in order.
    ///
    /// An event that does not fit the state answers nothing; after the end every event does.
    public mutating func on(_ event: Event) -> [Action] {
        guard !isAtEnd else { return [] }
        switch event {
        case .started(let upload): return start(upload)
        case .inspected(let facts): return inspected(facts)
        case .confirmed: return confirmed()
        case .mismatched(let error): return mismatched(error)
        case .stored(let facts): return stored(facts)
        case .begun(let upload): return begun(upload)
        case .listed(let page): return listed(page)
        case .matched(let kept): return matched(kept)
        case .completed: return state == .completing ? inspect(.confirm) : []
        case .aborted: return aborted()
        case .removed: return removed()
        case .failed(let failure, let jitter): return failed(failure, jitter)
        case .waitEnded: return waitEnded()
        case .partKept, .partMissing, .partMoved, .partFailed: return onPart(event)
        case .sealed, .released, .widened: return onObject(event)
        case .cancelRequested:
            state = .cancelled
            return [.stop]
        }
    }

    private mutating func onPart(_ event: Event) -> [Action] {
        switch event {
        case .partKept(let index, let reference): return partKept(index, reference)
        case .partMissing(let index): return partMissing(index)
        case .partMoved(let index):
            budget.bytesMoved()
            return partMissing(index)
        case .partFailed(let index, let failure, let mayHaveArrived, let jitter):
            return partFailed(index, failure, mayHaveArrived: mayHaveArrived, jitter)
        default: return []
        }
    }

    private mutating func onObject(_ event: Event) -> [Action] {
        switch event {
        case .sealed(let bytes, let length):
            precondition(bytes >= sealed, "sealed bytes stay sealed")
            sealed = bytes
            self.length = length ?? self.length
        case .released: isReleased = true
        case .widened(let width): self.width = max(1, width)
        default: return []
        }
        switch state {
        case .gathering: return send()
        case .moving: return launch()
        default: return []
        }
    }

    private mutating func start(_ upload: PartsUpload?) -> [Action] {
        guard state == .idle else { return [] }
        guard let upload else { return terms.looksFirst ? inspect(.claim) : send() }
        self.upload = upload
        replaces = upload.replaces
        return list()
    }

    private mutating func waitEnded() -> [Action] {
        if case .waiting(let step) = state {
            switch step {
            case .begin: return send()
            case .list: return list()
            case .inspect(let purpose): return inspect(purpose)
            }
        }
        return holdEnded()
    }

    /// A request other than a part failed.
    private mutating func failed(_ failure: PartsFailure, _ jitter: Double) -> [Action] {
        switch state {
        case .inspecting(let purpose): return retry(failure.failure, .inspect(purpose), jitter)
        case .storing: return storeFailed(failure, jitter)
        case .beginning: return beginFailed(failure, jitter)
        case .listing: return listFailed(failure, jitter)
        case .completing: return completeFailed(failure, jitter)
        case .moving, .draining: return askFailed(failure, jitter)
        default: return []
        }
    }

    /// Waits before the next attempt, or gives up.
    mutating func retry(_ failure: UploadFailure, _ step: Step, _ jitter: Double) -> [Action] {
        guard failure.error.disposition != .giveUp else { return fail(failure.error) }
        guard let wait = wait(failure, jitter) else { return fail(exhausted(failure.error)) }
        state = .waiting(step)
        return [wait]
    }

    /// Uses the budget; `nil` when it is used up.
    mutating func wait(_ failure: UploadFailure, _ jitter: Double) -> Action? {
        guard let delay = budget.failed(failure, jitter: jitter) else {
            return nil
        }
        return .wait(seconds: delay, cause: failure.cause, failures: budget.failures, error: failure.error)
    }

    mutating func fail(_ error: FerryError) -> [Action] {
        state = .failed
        return [.fail(error)]
    }

    func exhausted(_ last: FerryError) -> FerryError {
        var error = last
        error.message += "; gave up after \(budget.words) in a row"
        error.disposition = .giveUp
        if last.code == .destinationConflict { error.code = .retryExhausted }
        return error
    }
}
