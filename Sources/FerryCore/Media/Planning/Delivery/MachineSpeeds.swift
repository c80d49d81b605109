/// How long work on media takes on this machine, beside what ``WorkEstimate`` says for an ordinary one: a factor for
/// each kind of work, learned from what was finished.
///
/// A factor is the exponential average of measured over expected seconds. The first result moves it half the way, the
/// second a third, all later ones three tenths. The factors fit into one small document.
public struct MachineSpeeds: Sendable, Equatable, Codable {
    /// What was learned of one kind of work.
    public struct Factor: Sendable, Equatable, Codable {
        /// Measured over expected seconds.
        public var value: Double
        /// Results that went into it; counted up to 1000.
        public var results: Int
    }

    /// The kinds of work that were done; others have the factor 1.
    public private(set) var factors: [String: Factor] = [:]

    /// Kinds that are remembered at most.
    static let maxKinds = 32
    /// The weight of a result once there are some.
    static let weight = 0.3
    /// By which share the expectation of work that was never done may be off.
    static let unknownSpread = 0.5
    /// By which share it may be off once there are results: pictures differ from recording to recording.
    static let knownSpread = 0.3
    /// Results outside these bounds are counted as the bound.
    private static let bounds = 0.03...30
    private static let maxResults = 1000

    /// Speeds of a machine of which nothing is known.
    public init() {}

    /// Measured over expected seconds of a kind of work.
    public func factor(of kind: String) -> Double {
        guard let value = factors[kind]?.value, value.isFinite else { return 1 }
        return min(Self.bounds.upperBound, max(Self.bounds.lowerBound, value))
    }

    /// By which share the seconds of a kind of work may be off.
    public func spread(of kind: String) -> Double {
        (factors[kind]?.results ?? 0) > 0 ? Self.knownSpread : Self.unknownSpread
    }

    /// Takes a result in.
    ///
    /// - Parameters:
    ///   - measured: Seconds it took.
    ///   - expected: Seconds of an ordinary machine, without a factor.
    public mutating func learn(_ kind: String, measured: Double, expected: Double) {
        guard measured.isFinite, expected.isFinite, measured > 0, expected > 0 else { return }
        guard factors[kind] != nil || factors.count < Self.maxKinds else { return }
        let ratio = min(Self.bounds.upperBound, max(Self.bounds.lowerBound, measured / expected))
        let results = factors[kind]?.results ?? 0
        let weight = max(Self.weight, 1 / Double(results + 2))
        let before = factor(of: kind)
        factors[kind] = Factor(
            value: before + weight * (ratio - before), results: min(Self.maxResults, results + 1))
    }
}
