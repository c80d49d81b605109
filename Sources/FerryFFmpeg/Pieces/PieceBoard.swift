import Synchronization

/// Which pieces of a track are made or being made. Shared by the threads that make them.
final class PieceBoard: Sendable {
    private let taken: Mutex<Set<Int>>

    /// - Parameter made: The pieces that an earlier run left.
    init(made: Set<Int> = []) { taken = Mutex(made) }

    /// Takes the first piece from a place on that nobody has.
    func take(from first: Int) -> Int {
        taken.withLock { taken in
            var index = first
            while taken.contains(index) { index += 1 }
            taken.insert(index)
            return index
        }
    }

    /// The first piece that nobody has taken.
    var firstOpen: Int {
        taken.withLock { taken in
            var index = 0
            while taken.contains(index) { index += 1 }
            return index
        }
    }
}
