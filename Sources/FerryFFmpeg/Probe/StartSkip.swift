/// Says when a track's packets are first heard, when decoders throw samples away at the start. A pure value.
struct StartSkip: Equatable {
    private var end: Double?

    /// When a packet's first sample is heard.
    ///
    /// - Parameters:
    ///   - time: The packet's presentation time in seconds.
    ///   - skip: Seconds that are thrown away from there on.
    mutating func heard(at time: Double, skip: Double) -> Double {
        if skip > 0 { end = time + skip }
        guard let end, time < end else { return time }
        return end
    }
}
