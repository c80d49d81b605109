/// The object at its name: looked at, compared, sent whole.
extension PartsStateMachine {
    mutating func inspect(_ purpose: Purpose) -> [Action] {
        state = .inspecting(purpose)
        return [.inspect]
    }

    mutating func inspected(_ facts: ObjectFacts?) -> [Action] {
        guard case .inspecting(let purpose) = state else { return [] }
        found = facts
        if purpose == .confirm { return confirm(facts) }
        let claim = NameClaim(
            found: facts, marker: terms.marker, bytes: length ?? -1, name: terms.name, overwrites: terms.overwrites)
        switch claim {
        case .vacant: return goOn(after: purpose)
        case .ours: return compare(facts, purpose)
        case .replaceable:
            replaces = true
            return goOn(after: purpose)
        case .taken(let error): return taken(error)
        }
    }

    /// Nothing stands at the name that is in the way.
    private mutating func goOn(after purpose: Purpose) -> [Action] {
        switch purpose {
        case .claim, .store: return send()
        case .complete: return complete()
        case .gone: return startAnew(isGone: true)
        case .confirm: return []
        }
    }

    private mutating func taken(_ error: FerryError) -> [Action] {
        guard upload != nil else { return fail(error) }
        state = .aborting(.fail(error))
        return [.abort(isGone: false, isFreshStart: false)]
    }

    /// The storage said that it made the object: it must stand there, and be ours where anything says whose it is.
    private mutating func confirm(_ facts: ObjectFacts?) -> [Action] {
        guard let facts else {
            let error = FerryError(
                .verifyLength, "the storage said that the object was made, and nothing stands at its name",
                disposition: .retry)
            return retry(UploadFailure(.other, error), .inspect(.confirm), 1)
        }
        guard facts.marker == nil || facts.marker == terms.marker else { return fail(NameClaim.conflict(terms.name)) }
        return compare(facts, .confirm)
    }

    private mutating func compare(_ facts: ObjectFacts?, _ purpose: Purpose) -> [Action] {
        guard let facts else { return [] }
        found = facts
        state = .comparing(purpose)
        return [.compare(facts)]
    }

    mutating func confirmed() -> [Action] {
        guard case .comparing = state else { return [] }
        acknowledged = length ?? acknowledged
        state = .finished
        return [.finish]
    }

    mutating func mismatched(_ error: FerryError) -> [Action] {
        guard case .comparing(let purpose) = state else { return [] }
        let isMarkedOurs = found?.marker == terms.marker
        switch (purpose, isMarkedOurs) {
        case (.claim, true):
            // What an earlier run of this job left there is not what it should be.
            replaces = true
            return send()
        case (.confirm, false): return fail(error)
        case (_, false): return taken(NameClaim.conflict(terms.name))
        case (_, true):
            state = .removing(error)
            return [.remove]
        }
    }

    mutating func removed() -> [Action] {
        guard case .removing(let error) = state else { return [] }
        return fail(error)
    }

    /// Sends what there is: whole, or by an upload in parts.
    mutating func send() -> [Action] {
        if let length, length <= terms.maxWholeBytes {
            guard isReleased else {
                state = .gathering
                return []
            }
            attempts += 1
            state = .storing
            return [.store(replaces: replaces)]
        }
        return begin()
    }

    /// The reply that takes an object may say enough to prove it; else the object is looked at.
    mutating func stored(_ facts: ObjectFacts) -> [Action] {
        guard state == .storing else { return [] }
        guard !facts.checksums.isEmpty else { return inspect(.confirm) }
        var facts = facts
        facts.marker = terms.marker
        return compare(facts, .confirm)
    }

    mutating func storeFailed(_ failure: PartsFailure, _ jitter: Double) -> [Action] {
        let isGuarded = features.guardsNames
        guard dropsFeature(failure.kind) else {
            guard failure.kind == .nameTaken, !hasLookedAtTaken else {
                return retry(failure.failure, .inspect(.store), jitter)
            }
            // Whose object it is says whether anything failed: that is no attempt more, but is asked so only once.
            hasLookedAtTaken = true
            return inspect(.store)
        }
        // Without the condition somebody's object is only spared by looking.
        return isGuarded == features.guardsNames ? send() : inspect(.claim)
    }

    /// Asks for less of a storage that does not know something: first not for the condition on the name, of which a
    /// storage rarely says that it was the reason, then not for the checksum.
    mutating func dropsFeature(_ kind: PartsFailure.Kind) -> Bool {
        switch kind {
        case .guardRefused where features.guardsNames: features.guardsNames = false
        case .guardRefused where features.checksum != nil, .checksumRefused where features.checksum != nil:
            features.withoutChecksum()
        default: return false
        }
        return true
    }
}
