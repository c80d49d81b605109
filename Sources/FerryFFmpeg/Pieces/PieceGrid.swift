/// Where pieces begin: every ten seconds of the rendition's time, whatever the source holds there. A pure value.
///
/// Only the task decides about borders, so a piece comes out the same whoever makes it, and whenever.
struct PieceGrid: Equatable {
    /// Seconds of a piece at most.
    static let seconds = 10.0

    /// Ticks of a piece.
    let length: Int64

    /// A grid over ticks of a second.
    init(ticksPerSecond: Int64) { length = Int64(Self.seconds * Double(ticksPerSecond)) }

    /// A grid over whole frames of sound.
    init(frameSamples: Int, samplesPerSecond: Int) {
        length = max(1, Int64(Self.seconds * Double(samplesPerSecond)) / Int64(frameSamples)) * Int64(frameSamples)
    }

    /// The piece that a time lies in.
    func index(of time: Int64) -> Int { Int(max(0, time) / length) }

    /// Where a piece starts.
    func start(of index: Int) -> Int64 { Int64(index) * length }
}
