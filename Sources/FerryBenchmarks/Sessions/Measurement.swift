import FerryCore

/// Times of one thing, in milliseconds.
struct Measurement: Sendable {
    /// What was measured.
    let name: String
    private var times: [Double] = []

    init(name: String) { self.name = name }

    /// Runs the thing once and keeps how long it took.
    mutating func time(_ body: () async throws -> Void) async rethrows {
        let start = ContinuousClock.now
        try await body()
        times.append((ContinuousClock.now - start) / .milliseconds(1))
    }

    /// Runs something that waits for nothing once and keeps how long it took.
    mutating func timeAtOnce(_ body: () -> Void) {
        let start = ContinuousClock.now
        body()
        times.append((ContinuousClock.now - start) / .milliseconds(1))
    }

    /// The median.
    var median: Double { percentile(0.5) }
    /// What 99 of 100 stay below.
    var p99: Double { percentile(0.99) }

    private func percentile(_ share: Double) -> Double {
        let sorted = times.sorted()
        guard let last = sorted.indices.last else { return 0 }
        return sorted[Int((Double(last) * share).rounded())]
    }
}
