/// Follows a track's frames so that the last one, which no other follows, gets a duration. A pure value; times are ticks.
///
/// A stated duration of less than half the usual distance is a demuxer's guess and is not believed.
struct FrameSpacing: Equatable {
    private var spacing = SpacingSample()
    private var latest: Int64?
    /// How long the latest frame lasts, as far as is known.
    private(set) var lastDuration: Int64 = 0

    /// Takes the next frame in presentation order.
    mutating func add(at time: Int64, stated: Int64) {
        let (time, stated) = (Ticks.bounded(time), Ticks.bounded(stated))
        if let latest, time > latest { spacing.add(Double(time - latest)) }
        latest = max(latest ?? time, time)
        let usual = Int64(spacing.median ?? 0)
        lastDuration = stated * 2 >= usual && stated > 0 ? stated : usual
    }

    /// End of the latest frame; 0 before the first.
    var end: Int64 { (latest ?? 0) + lastDuration }
}
