import CFerryFFmpeg

/// Levels of sound.
enum Decibels {
    /// The amplitude of a level relative to full scale.
    static func amplitude(_ level: Double) -> Double { pow(10, level / 20) }

    /// The level of an amplitude; -infinity for silence.
    static func level(_ amplitude: Double) -> Double { 20 * log10(amplitude) }
}
