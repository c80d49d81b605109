import FerryCore

/// Which hand-offs wait in the outbox, and from which place on each is found.
struct PendingHandOffs {
    /// A key of a session.
    struct Key: Hashable {
        var session: SessionID
        var key: String
    }

    private var places: [SubmissionID: Int64] = [:]
    private var names: [Key: SubmissionID] = [:]
    /// Keys whose hand-offs are on their way into the file.
    private var reserved: Set<Key> = []

    /// How many wait.
    var count: Int { places.count }

    /// Where a hand-off stands.
    func place(_ id: SubmissionID) -> Int64? { places[id] }

    /// The hand-off of a key.
    func name(_ key: Key) -> SubmissionID? { names[key] }

    /// Keeps others with the same key out; `false` where one is on its way.
    mutating func reserve(_ handOff: HandOff) -> Bool {
        guard let key = Self.key(handOff) else { return true }
        return reserved.insert(key).inserted
    }

    mutating func release(_ handOff: HandOff) {
        if let key = Self.key(handOff) { reserved.remove(key) }
    }

    mutating func add(_ handOff: HandOff, at place: Int64) {
        places[handOff.record.id] = place
        if let key = Self.key(handOff), names[key] == nil { names[key] = handOff.record.id }
    }

    mutating func remove(_ handOff: HandOff) {
        places[handOff.record.id] = nil
        if let key = Self.key(handOff), names[key] == handOff.record.id { names[key] = nil }
    }

    static func key(_ handOff: HandOff) -> Key? {
        handOff.record.idempotencyKey.map { Key(session: handOff.record.sessionID, key: $0) }
    }
}
