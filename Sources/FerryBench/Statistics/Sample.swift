import Glibc

/// What a few measurements say of what they measure.
public struct Sample: Sendable, Hashable {
    /// How many there are.
    public let count: Int
    /// Their mean; 0 without any.
    public let mean: Double
    /// Their variance, by n − 1; 0 for fewer than two.
    public let variance: Double

    /// Takes measurements.
    public init(_ values: [Double]) {
        count = values.count
        let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        self.mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        variance = values.count > 1 ? squares / Double(values.count - 1) : 0
    }

    /// Half the width of Student's interval for the mean; `nil` for fewer than two measurements.
    ///
    /// - Parameter confidence: How often such intervals hold the mean, such as 0.95.
    public func halfWidth(confidence: Double = 0.95) -> Double? {
        guard count > 1 else { return nil }
        let t = StudentT(freedom: Double(count - 1)).value(exceededBy: (1 - confidence) / 2)
        return t * (variance / Double(count)).squareRoot()
    }

    /// The half width as a share of the mean; `nil` where nothing can be said.
    public func relativeHalfWidth(confidence: Double = 0.95) -> Double? {
        guard mean > 0 else { return nil }
        return halfWidth(confidence: confidence).map { $0 / mean }
    }
}

/// The ratio of two means with Welch's interval, by the logarithms of the measurements: noise of rates is in proportion.
public struct RatioInterval: Sendable, Hashable {
    /// The ratio of the geometric means, later over earlier.
    public let ratio: Double
    /// The lower end.
    public let low: Double
    /// The upper end.
    public let high: Double

    /// Compares measurements, all above 0; `nil` for fewer than two on a side.
    ///
    /// - Parameter confidence: How often such intervals hold the true ratio.
    public init?(_ later: [Double], over earlier: [Double], confidence: Double) {
        guard later.count > 1, earlier.count > 1, (later + earlier).allSatisfy({ $0 > 0 }) else { return nil }
        let (a, b) = (Sample(later.map { log($0) }), Sample(earlier.map { log($0) }))
        self.init(
            difference: a.mean - b.mean,
            parts: [(a.variance / Double(a.count), a.count), (b.variance / Double(b.count), b.count)],
            confidence: confidence)
    }

    /// An interval for a difference of means, from the squared standard errors of its parts and their counts; degrees of
    /// freedom by Welch and Satterthwaite.
    init(difference: Double, parts: [(square: Double, count: Int)], confidence: Double) {
        let square = parts.reduce(0) { $0 + $1.square }
        ratio = exp(difference)
        guard square > 0 else {
            (low, high) = (ratio, ratio)
            return
        }
        let spread = parts.reduce(0) { $0 + $1.square * $1.square / Double($1.count - 1) }
        let t = StudentT(freedom: square * square / spread).value(exceededBy: (1 - confidence) / 2)
        let half = t * square.squareRoot()
        low = exp(difference - half)
        high = exp(difference + half)
    }
}
