import FerryCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension QualityTally {
    /// What equal pictures get; their true value has no end.
    static let best = 100.0

    /// The figures over all pictures; `nil` when none was compared.
    var quality: MediaQuality? {
        let all = seconds.reduce(into: Second(index: 0)) { sum, second in
            sum.pictures += second.pictures
            sum.errors += second.errors
            sum.similarity += second.similarity
        }
        guard all.pictures > 0, let worst = seconds.map(luma).min() else { return nil }
        return MediaQuality(
            mean: luma(all), worstSecond: worst, combined: combined(all),
            ssim: all.similarity / Double(all.pictures), pictures: all.pictures)
    }

    private func luma(_ sums: Second) -> Double {
        decibels(sums.errors.luma / Double(sums.pictures), samples: width * height)
    }

    /// Luma counts six times as much as each of the other planes.
    private func combined(_ sums: Second) -> Double {
        let samples = ((width + 1) / 2) * ((height + 1) / 2)
        let count = Double(sums.pictures)
        let blue = decibels(sums.errors.blue / count, samples: samples)
        let red = decibels(sums.errors.red / count, samples: samples)
        return (6 * luma(sums) + blue + red) / 8
    }

    /// The mean error of a plane as a ratio to the largest one, 255 in each sample.
    private func decibels(_ error: Double, samples: Int) -> Double {
        guard error > 0 else { return Self.best }
        return min(Self.best, 10 * log10(Double(samples) * 255 * 255 / (error * error)))
    }
}
