import Synchronization

/// Counts handles that were made and freed, so that tests can show that none is lost and none freed twice.
enum HandleLedger {
    private static let births = Atomic<Int>(0)
    private static let deaths = Atomic<Int>(0)

    /// A handle took its C object.
    static func born() { births.add(1, ordering: .relaxed) }
    /// A handle freed its C object.
    static func died() { deaths.add(1, ordering: .relaxed) }
    /// Handles made so far.
    static var made: Int { births.load(ordering: .relaxed) }
    /// Handles freed so far.
    static var freed: Int { deaths.load(ordering: .relaxed) }
}
