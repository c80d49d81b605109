/// The usual distance between packets, from a bounded sample. A pure value; asked for every packet, so it is kept in order.
struct SpacingSample: Equatable {
    /// How many distances are kept.
    static let capacity = 1024
    private var sorted: [Double] = []

    /// Takes a distance; those after the first ``capacity`` are ignored.
    mutating func add(_ distance: Double) {
        guard sorted.count < Self.capacity else { return }
        sorted.insert(distance, at: place(of: distance))
    }

    /// The middle one, the upper of two; `nil` without any.
    var median: Double? { sorted.isEmpty ? nil : sorted[sorted.count / 2] }

    /// The place behind all that are no larger.
    private func place(of distance: Double) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] <= distance { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
