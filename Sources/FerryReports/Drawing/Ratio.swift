import Glibc

/// Powers and logarithms of ratios.
enum Ratio {
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
    static func logarithm(_ ratio: Double) -> Double { log(ratio) }
}
