import ArgumentParser

/// The value of `--slots`: a number from 1 to 64, or `auto`.
struct SlotCount: ExpressibleByArgument, Equatable {
    /// Slots at the beginning.
    let start: Int
    /// Whether more are taken while they are worth while.
    let isTuned: Bool

    init(fixed: Int) {
        start = fixed
        isTuned = false
    }

    init?(argument: String) {
        isTuned = argument == "auto"
        guard let start = isTuned ? 2 : Int(argument), (1...64).contains(start) else { return nil }
        self.start = start
    }

    var defaultValueDescription: String { isTuned ? "auto" : String(start) }
}
