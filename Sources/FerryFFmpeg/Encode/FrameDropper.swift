/// Decides which frames are kept so that a highest rate is not passed. A pure value; times are ticks.
///
/// A bucket of frames fills at the highest rate and each kept frame takes one out. So frames whose spacing only trembles
/// around the rate are all kept, and of a steady stream above it every second, third … one is dropped. None is repeated.
struct FrameDropper: Equatable {
    /// How many frames may come early in a row, at the start and after a pause.
    static let burst = 8.0
    /// How many there may be at the start of a stream that is known to be faster: one, and one for a rate that trembles.
    static let strictStart = 2.0

    /// What becomes of a frame.
    enum Decision: Equatable {
        /// It is shown at this tick, later than all before it.
        case keep(at: Int64)
        /// It is left out.
        case drop
    }

    private let ticksPerFrame: Double
    private let smallestStep: Int64
    private var tokens: Double
    private var lastSeen: Int64?
    private var lastKept: Int64?

    /// - Parameters:
    ///   - maxRate: Frames a second that are not passed; no limit when not positive.
    ///   - ticksPerSecond: Ticks in a second.
    ///   - statedRate: Frames a second as the container states or shows them; 0 when it does not.
    init(maxRate: Double, ticksPerSecond: Int64, statedRate: Double = 0) {
        tokens = statedRate > maxRate * 1.1 ? Self.strictStart : Self.burst
        ticksPerFrame = maxRate > 0 ? Double(ticksPerSecond) / maxRate : 0
        smallestStep = max(1, ticksPerSecond / 1000)
    }

    /// Takes the next frame in presentation order.
    mutating func decide(at time: Int64) -> Decision {
        let time = Ticks.bounded(time)
        refill(until: time)
        guard ticksPerFrame == 0 || tokens >= 1 else { return .drop }
        tokens -= 1
        let shown = lastKept.map { max(time, $0 + smallestStep) } ?? max(0, time)
        lastKept = shown
        return .keep(at: shown)
    }

    private mutating func refill(until time: Int64) {
        if let lastSeen, ticksPerFrame > 0, time > lastSeen {
            tokens = min(Self.burst, tokens + Double(time - lastSeen) / ticksPerFrame)
        }
        lastSeen = max(lastSeen ?? time, time)
        // Sums of thirds and sixtieths must not lose a frame to rounding.
        if tokens > 0.999_999, tokens < 1 { tokens = 1 }
    }
}
