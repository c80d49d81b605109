/// The weights of the blocks of one picture, row by row. A pure value.
struct BlockWeights: Equatable {
    /// The least activity that is taken into account, with 8 bits a sample.
    static let leastActivity = 4.0

    /// One weight for each block.
    private(set) var values: [Double] = []

    /// Adds the next block: the more goes on in it, the less an error in it is seen.
    ///
    /// - Parameters:
    ///   - spatial: The mean magnitude of the high-pass; `nil` when the block is too small for it, which then weighs 1.
    ///   - temporal: The mean magnitude of the change.
    mutating func add(spatial: Double?, temporal: Double) {
        values.append(spatial.map { 1 / max(Self.leastActivity, $0 + 2 * temporal) } ?? 1)
    }

    /// Lets no block weigh more than the heaviest of the blocks left, right and above: a single calm block among busy
    /// ones does not draw the eye. The last block of all has no right neighbour to wait for.
    mutating func evenOut(columns: Int) {
        for place in values.indices {
            let isLast = place == values.count - 1
            if isLast && place <= columns { continue }
            let column = place % columns
            var heaviest = 0.0
            if column > 0 || isLast { heaviest = values[place - 1] }
            if column < columns - 1, !isLast { heaviest = max(heaviest, values[place + 1]) }
            if place >= columns { heaviest = max(heaviest, values[place - columns]) }
            values[place] = min(values[place], heaviest)
        }
    }

    /// Empties it for the next picture.
    mutating func removeAll() { values.removeAll(keepingCapacity: true) }
}
