import Glibc

/// Student's distribution, for small samples whose spread is not known.
public struct StudentT: Sendable, Hashable {
    /// Degrees of freedom, above 0, not necessarily whole.
    public let freedom: Double

    /// A distribution.
    ///
    /// - Precondition: `freedom` is above 0.
    public init(freedom: Double) {
        precondition(freedom > 0, "degrees of freedom must be above 0")
        self.freedom = freedom
    }

    /// The probability of a value up to `t`.
    public func probability(upTo t: Double) -> Double {
        let tail = 0.5 * IncompleteBeta.regularized(freedom / (freedom + t * t), freedom / 2, 0.5)
        return t >= 0 ? 1 - tail : tail
    }

    /// The value that is exceeded with the probability `tail`, 0 < `tail` < 0.5, found by bisection to 1e-12 of itself.
    public func value(exceededBy tail: Double) -> Double {
        var (low, high) = (0.0, 2.0)
        while 1 - probability(upTo: high) > tail, high < 1e12 { high *= 2 }
        while high - low > 1e-12 * high {
            let middle = (low + high) / 2
            if middle == low || middle == high { break }
            if 1 - probability(upTo: middle) > tail { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

/// The incomplete beta function by Lentz's continued fraction (NIST DLMF §8.17(v)).
enum IncompleteBeta {
    /// I_x(a, b), 0…1.
    static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        // The fraction converges quickly on this side only.
        guard x <= (a + 1) / (a + b + 2) else { return 1 - regularized(1 - x, b, a) }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
        return front * fraction(x, a, b)
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func bounded(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / bounded(1 - (a + b) * x / (a + 1))
        var result = d
        for step in 1...500 {
            let m = Double(step)
            for term in [
                m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
            ] {
                d = 1 / bounded(1 + term * d)
                c = bounded(1 + term / c)
                result *= c * d
            }
            if abs(c * d - 1) < 1e-15 { break }
        }
        return result
    }
}
