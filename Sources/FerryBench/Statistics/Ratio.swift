import Glibc

/// Powers, roots and logarithms of ratios.
enum Ratio {
    static func power(_ ratio: Double, _ exponent: Int) -> Double { pow(ratio, Double(exponent)) }
    static func root(_ ratio: Double, _ degree: Int) -> Double { pow(ratio, 1 / Double(degree)) }
    static func logarithm(_ ratio: Double) -> Double { log(ratio) }
}
