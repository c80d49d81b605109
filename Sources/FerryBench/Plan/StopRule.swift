/// When a cell was measured often enough.
///
/// After ``least`` runs a cell is done when half of Student's 95 % interval of its goodput is at most ``halfWidth`` of
/// the mean; at ``most`` runs it is done in any case. Looking after each run makes intervals hold the mean a little less
/// often than they say; `least` keeps that small.
public struct StopRule: Sendable, Hashable {
    /// The share of the mean that is precise enough, such as 0.05.
    public var halfWidth: Double
    /// Runs of a cell at least.
    public var least: Int
    /// Runs of a cell at most.
    public var most: Int

    /// Creates a rule; `least` is at least 2 where `most` allows it.
    public init(halfWidth: Double = 0.05, least: Int = 3, most: Int = 10) {
        self.halfWidth = halfWidth
        self.most = max(1, most)
        self.least = min(max(2, least), self.most)
    }

    /// Whether these measurements are enough.
    public func isDone(_ goodputs: [Double]) -> Bool {
        guard goodputs.count >= least else { return false }
        guard goodputs.count < most else { return true }
        return Sample(goodputs).relativeHalfWidth().map { $0 <= halfWidth } ?? false
    }
}
