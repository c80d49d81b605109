import FerryCore

/// Something that opens doors until a time.
struct Perishable<Value: Sendable & Hashable>: Sendable, Hashable {
    var value: Value
    /// When it stops being good, where that is known.
    var expiresAt: Timestamp?
}

/// Decides when a credential is fetched anew: before it dies, once for all who ask at the same time, and after a refusal.
struct CredentialStateMachine<Value: Sendable & Hashable>: Sendable {
    /// Nobody waits for a credential to be renewed less than this many seconds before its end.
    static var margin: Double { 300 }
    /// While a credential cannot be renewed and still lives, that is tried every so many seconds.
    static var patience: Double { 30 }
    /// A failure is told to all who ask within so many seconds.
    static var echo: Double { 1 }
    /// Refusals within so many seconds after a renewal that changed something are of requests from before it.
    static var overlap: Double { 5 }
    /// Without a change nothing is fetched again for so many seconds.
    static var pause: Double { 15 }

    private var held: Perishable<Value>?
    private var obtainedAt: Timestamp?
    private var isFetching = false
    private var failure: (error: FerryError, at: Timestamp)?
    private var renewal: (isChange: Bool, at: Timestamp)?

    /// What to do for whoever asks.
    enum Answer: Equatable {
        case use(Value)
        case fetch
        case wait
        case fail(FerryError)
    }

    /// What to do for whoever was refused.
    enum RefusalAnswer: Equatable {
        /// Whether another attempt is worth while.
        case known(Bool)
        case fetch
        case wait
    }

    /// Somebody needs the credential now.
    mutating func wanted(now: Timestamp) -> Answer {
        if let held, isGood(held, now) { return .use(held.value) }
        if isFetching { return .wait }
        if held == nil, let failure, Self.isWithin(Self.echo, failure.at, now) { return .fail(failure.error) }
        isFetching = true
        return .fetch
    }

    /// A server refused a credential.
    ///
    /// - Parameter isRefused: Whether a credential is the one that was refused. Where another is held by now, that one
    ///   is worth an attempt.
    mutating func refused(now: Timestamp, isRefused: (Value) -> Bool = { _ in true }) -> RefusalAnswer {
        if let held, !isRefused(held.value) { return .known(true) }
        if isFetching { return .wait }
        if let renewal, Self.isWithin(renewal.isChange ? Self.overlap : Self.pause, renewal.at, now) {
            return .known(renewal.isChange)
        }
        isFetching = true
        return .fetch
    }

    /// The fetch gave a credential.
    mutating func obtained(_ perishable: Perishable<Value>, now: Timestamp) {
        if let held { renewal = (held.value != perishable.value, now) }
        held = perishable
        obtainedAt = now
        failure = nil
        isFetching = false
    }

    /// The fetch failed. What is held stays until its end.
    mutating func failed(_ error: FerryError, now: Timestamp) {
        isFetching = false
        guard error.code != .cancelled else { return }
        failure = (error, now)
        renewal = (false, now)
    }

    /// The credential that is held, for whoever's fetch failed.
    func fallback(now: Timestamp) -> Value? {
        guard let held, held.expiresAt.map({ $0 > now }) ?? true else { return nil }
        return held.value
    }

    /// Whether a fetch is under way.
    var mustWait: Bool { isFetching }

    private func isGood(_ held: Perishable<Value>, _ now: Timestamp) -> Bool {
        guard let expiresAt = held.expiresAt, let obtainedAt else { return true }
        let life = max(expiresAt.seconds(since: obtainedAt), 0)
        if expiresAt.seconds(since: now) > min(Self.margin, life / 4) { return true }
        let isPatient = { Self.isWithin(Self.patience, $0, now) }
        if isPatient(obtainedAt) { return true }
        return expiresAt > now && failure.map { isPatient($0.at) } ?? false
    }

    /// Whether `now` is near a time, also where the clock was moved.
    private static func isWithin(_ seconds: Double, _ time: Timestamp, _ now: Timestamp) -> Bool {
        abs(now.seconds(since: time)) < seconds
    }
}
