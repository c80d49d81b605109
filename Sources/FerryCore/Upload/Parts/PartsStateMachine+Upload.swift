/// The upload as a whole: begun, listed, completed, given up.
extension PartsStateMachine {
    mutating func begin() -> [Action] {
        guard length != nil || sealed >= max(terms.partBytes, terms.limits.minBytes) else {
            state = .gathering
            return []
        }
        do throws(FerryError) {
            let bytes = try terms.limits.partBytes(wanted: terms.partBytes, length: length)
            state = .beginning
            return [.begin(partBytes: bytes, replaces: replaces)]
        } catch {
            return fail(error)
        }
    }

    mutating func begun(_ upload: PartsUpload) -> [Action] {
        guard state == .beginning else { return [] }
        self.upload = upload
        parts.reset(count: partCount)
        acknowledged = 0
        state = .moving
        return launch()
    }

    mutating func beginFailed(_ failure: PartsFailure, _ jitter: Double) -> [Action] {
        if dropsFeature(failure.kind) { return begin() }
        let step = failure.kind == .nameTaken ? Step.inspect(.claim) : .begin
        return retry(failure.failure, step, jitter)
    }

    mutating func list() -> [Action] {
        state = .listing
        listing = []
        listedAfter = nil
        return [.list(after: nil)]
    }

    mutating func listed(_ page: PartsPage) -> [Action] {
        guard state == .listing else { return [] }
        listing += page.parts
        // A marker that does not move would be asked for ever; what it hides is sent again.
        if let next = page.next, next > (listedAfter ?? -1), next < terms.limits.maxCount {
            listedAfter = next
            return [.list(after: next)]
        }
        guard !listing.contains(where: { isForeign($0) }) else {
            voidCause = UploadFailure(
                .offset, FerryError(.uploadExpired, "the upload at the storage holds parts that are not of this object")
            )
            return startAnew(isGone: false)
        }
        state = .matching
        defer { listing = [] }
        return [.match(listing)]
    }

    /// Whether a part lies where this object has none.
    private func isForeign(_ part: ListedPart) -> Bool {
        part.index < 0 || (length != nil && part.index >= partCount)
    }

    mutating func listFailed(_ failure: PartsFailure, _ jitter: Double) -> [Action] {
        guard failure.failure.error.disposition != .freshStart else { return gone(failure.failure) }
        return retry(failure.failure, .list, jitter)
    }

    mutating func matched(_ kept: [Int: PartReference]) -> [Action] {
        guard state == .matching else { return [] }
        let before = acknowledged
        parts.reset(count: partCount, kept: kept)
        acknowledged = parts.keptIndexes.reduce(0) { $0 + chunk($1).length }
        state = .moving
        guard acknowledged < before else { return launch() }
        return [.rewind(fromBytes: before, toBytes: acknowledged, cause: .offset)] + launch()
    }

    mutating func complete() -> [Action] {
        guard let references = parts.references else { return list() }
        state = .completing
        return [.complete(references, replaces: replaces)]
    }

    mutating func completeFailed(_ failure: PartsFailure, _ jitter: Double) -> [Action] {
        let judged = failure.failure
        switch failure.kind {
        case .guardRefused where features.guardsNames:
            features.guardsNames = false
            return inspect(.complete)
        case .guardRefused where features.completesWithChecksums,
            .checksumRefused where features.completesWithChecksums:
            features.completesWithChecksums = false
            return complete()
        case .partsDiffer: return retry(judged, .list, jitter)
        default:
            guard judged.error.disposition != .freshStart else { return gone(judged) }
            return retry(judged, .inspect(.complete), jitter)
        }
    }

    /// The upload is not known any more: it may have become the object.
    mutating func gone(_ failure: UploadFailure) -> [Action] {
        voidCause = failure
        return inspect(.gone)
    }

    /// Begins a new upload in place of a void one, within limits.
    mutating func startAnew(isGone: Bool) -> [Action] {
        let cause = voidCause ?? UploadFailure(.expired, FerryError(.uploadExpired, "the upload is gone"))
        guard freshStarts < terms.maxFreshStarts else { return fail(cause.error) }
        freshStarts += 1
        return abandon(cause.cause, isGone: isGone, isFreshStart: true)
    }

    /// Gives the present upload up and begins another.
    mutating func abandon(_ cause: RetryCause, isGone: Bool, isFreshStart: Bool) -> [Action] {
        let lost = acknowledged
        acknowledged = 0
        parts.reset(count: 0)
        state = .aborting(.begin)
        let abort = Action.abort(isGone: isGone, isFreshStart: isFreshStart)
        return lost > 0 ? [.rewind(fromBytes: lost, toBytes: 0, cause: cause), abort] : [abort]
    }

    mutating func aborted() -> [Action] {
        guard case .aborting(let aftermath) = state else { return [] }
        upload = nil
        voidCause = nil
        switch aftermath {
        case .begin: return send()
        case .fail(let error): return fail(error)
        }
    }
}
