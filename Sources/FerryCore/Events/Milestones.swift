/// Progress percentages worth writing down: 10, 25, 50, 75, 90, 95, 100. Each is passed once and never falls.
public struct Milestones: Sendable, Hashable {
    /// The percentages, rising.
    public static let percents = [10, 25, 50, 75, 90, 95, 100]

    /// The highest that was passed; 0 before the first.
    public private(set) var passed: Int

    /// Starts after the one that was passed last.
    public init(passed: Int = 0) { self.passed = passed }

    /// Takes the present progress.
    ///
    /// - Parameter percent: 0…100.
    /// - Returns: The highest milestone that was passed by this, or `nil`.
    public mutating func reached(percent: Double) -> Int? {
        guard let highest = Self.percents.last(where: { Double($0) <= percent }), highest > passed else { return nil }
        passed = highest
        return highest
    }
}
