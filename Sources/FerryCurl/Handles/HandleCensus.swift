import Synchronization

/// Counts the births and deaths of C objects, so that a test can say that none was left behind.
final class HandleCensus: Sendable {
    private let births = Atomic<Int>(0)
    private let deaths = Atomic<Int>(0)

    /// One object was made.
    func born() { births.add(1, ordering: .relaxed) }
    /// One object was freed.
    func died() { deaths.add(1, ordering: .relaxed) }

    /// How many objects were ever made.
    var made: Int { births.load(ordering: .relaxed) }
    /// How many objects live now.
    var alive: Int { births.load(ordering: .relaxed) - deaths.load(ordering: .relaxed) }
}
