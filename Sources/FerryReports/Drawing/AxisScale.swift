import Glibc

/// Maps values of one axis to places on it, and says where its marks stand.
struct AxisScale: Sendable, Equatable {
    /// What the ends of the axis stand for.
    let range: ClosedRange<Double>
    /// Steps of ten have the same length.
    let isLogarithmic: Bool
    /// Where marks stand, rising, within the range.
    let marks: [Double]

    /// A scale on which all values find a place; ends are round numbers.
    ///
    /// - Parameters:
    ///   - values: What is to be shown; what is not finite is left out.
    ///   - fromZero: The axis begins at zero (not where it is logarithmic).
    init(_ values: [Double], fromZero: Bool, isLogarithmic: Bool = false) {
        let finite = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
        var (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
        self.isLogarithmic = isLogarithmic && finite.contains { $0 > 0 }
        if self.isLogarithmic {
            let ends = (floor(log10(low)), max(ceil(log10(high)), floor(log10(low)) + 1))
            range = pow(10, ends.0)...pow(10, ends.1)
            marks = stride(from: ends.0, through: ends.1, by: max(1, ceil((ends.1 - ends.0) / 8))).map { pow(10, $0) }
            return
        }
        if fromZero { (low, high) = (min(low, 0), max(high, 0)) }
        if high - low < max(abs(high), abs(low)) * 1e-9 || high == low { high = low + max(abs(low), 1) }
        let step = Self.step(for: (high - low) / 5)
        let (first, last) = (floor(low / step), ceil(high / step))
        range = (first * step)...(last * step)
        marks = stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// Where a value stands, from 0 to 1; beyond the ends at the end.
    func place(_ value: Double) -> Double {
        let (low, high) = (range.lowerBound, range.upperBound)
        guard value.isFinite else { return 0 }
        let place =
            isLogarithmic
            ? (log10(max(value, low)) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
        return min(max(place, 0), 1)
    }

    /// The next of 1, 2, 5, 10 … that is no smaller.
    private static func step(for rough: Double) -> Double {
        let power = pow(10, floor(log10(rough)))
        return power * ([1, 2, 5].first { $0 * power >= rough * 0.999 } ?? 10)
    }
}
