/// What a link is like: how fast, how far, how lossy, how often dark. The same in both directions.
///
/// As text: `rate=50M,delay=40ms,loss=1%,blackout=3s/20s`; see ``init(_:)``.
public struct LinkShape: Sendable, Hashable {
    /// Bits a second of payload in each direction, over all connections together; `nil` is no limit.
    public var bitsPerSecond: Double?
    /// Seconds that bytes are under way in one direction.
    public var delay: Double
    /// The share of segments that are lost, 0…0.5.
    public var loss: Double
    /// When nothing passes; `nil` is never.
    public var blackout: Blackout?

    /// Nothing passes in the last ``seconds`` of every ``period`` seconds, counted from the start of the link.
    public struct Blackout: Sendable, Hashable {
        /// How long nothing passes.
        public var seconds: Double
        /// From one beginning to the next, above ``seconds``.
        public var period: Double

        /// Creates a blackout.
        ///
        /// - Precondition: `0 < seconds < period`.
        public init(seconds: Double, every period: Double) {
            precondition(seconds > 0 && seconds < period, "a blackout must be shorter than its period")
            self.seconds = seconds
            self.period = period
        }
    }

    /// Creates a shape; the default shapes nothing.
    ///
    /// - Precondition: the values lie in ``rates``, ``delays`` and ``losses``.
    public init(bitsPerSecond: Double? = nil, delay: Double = 0, loss: Double = 0, blackout: Blackout? = nil) {
        precondition(bitsPerSecond.map(Self.rates.contains) ?? true, "the rate is out of range")
        precondition(Self.delays.contains(delay) && Self.losses.contains(loss), "delay or loss is out of range")
        self.bitsPerSecond = bitsPerSecond
        self.delay = delay
        self.loss = loss
        self.blackout = blackout
    }

    /// Bits a second that can be asked for.
    public static let rates: ClosedRange<Double> = 1e3...1e11
    /// Seconds of delay that can be asked for.
    public static let delays: ClosedRange<Double> = 0...60
    /// Shares of lost segments that can be asked for.
    public static let losses: ClosedRange<Double> = 0...0.5
    /// Seconds of a blackout's period that can be asked for.
    public static let periods: ClosedRange<Double> = 0.001...86_400

    /// Seconds that one payload byte takes on the wire.
    var secondsPerByte: Double { bitsPerSecond.map { 8 / $0 } ?? 0 }

    /// Seconds there and back, at least a millisecond, as a sender would measure it on an idle link.
    var roundTrip: Double { max(2 * delay, 0.001) }
}
