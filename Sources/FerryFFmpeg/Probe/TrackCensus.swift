/// Counts the packets of one track. A pure value: facts in, numbers out.
struct TrackCensus: Equatable {
    /// Seconds by which decoding times may go back before it counts.
    static let backTolerance = 0.001

    private(set) var packets = 0
    private(set) var keyFrames = 0
    private(set) var payloadBytes: Int64 = 0
    /// Presentation time of the earliest packet that is shown.
    private(set) var first: Double?
    /// How often decoding times went back.
    private(set) var timesBack = 0
    /// The farthest that decoding times went back, in seconds.
    private(set) var farthestBack = 0.0
    /// Coded sizes in the order in which they appeared, each once.
    private(set) var sizes: [PictureSize] = []
    /// Seconds without packets over holes in the container.
    private(set) var missing = 0.0
    /// Places of the source over which packets are missing, rising.
    private let cuts: [Int64]
    private var cutsPassed = 0
    private var latest: Double?
    private var latestDuration = 0.0
    private var lastDecoding: Double?
    private var lastKey: Double?
    private var longestKeyGap: Double?
    private var spacing = SpacingSample()
    private var start = StartSkip()

    /// - Parameter cuts: Places of the source over which packets are missing, rising.
    init(cuts: [Int64] = []) { self.cuts = cuts }

    /// Takes one packet.
    mutating func add(_ packet: PacketFacts, size: PictureSize? = nil) {
        packets += 1
        payloadBytes += Int64(packet.bytes)
        if let size, !sizes.contains(size), sizes.count < 64 { sizes.append(size) }
        noteOrder(packet)
        guard let time = packet.presentation ?? packet.decoding else {
            keyFrames += packet.isKey ? 1 : 0
            return
        }
        let heard = start.heard(at: time, skip: packet.skip)
        if packet.isKey { noteKey(at: time) }
        if packet.isHidden { return }
        noteCuts(packet, at: time)
        first = min(first ?? heard, heard)
        if time >= latest ?? time {
            latest = time
            latestDuration = packet.duration
        }
    }

    /// End of the last packet: its time plus its duration, or plus the usual distance when it states none that can be
    /// believed: less than half of the usual distance is a demuxer's guess.
    var last: Double? {
        guard let latest else { return nil }
        let usual = spacing.median ?? 0
        return latest + (latestDuration * 2 >= usual ? latestDuration : usual)
    }

    /// Longest distance between key frames, the end of the track counted like one.
    var maxKeyGap: Double? {
        guard let lastKey, let last else { return nil }
        return max(longestKeyGap ?? 0, last - lastKey)
    }

    /// Counts what is missing between the packets before and behind a cut.
    private mutating func noteCuts(_ packet: PacketFacts, at time: Double) {
        guard let position = packet.position, cutsPassed < cuts.count, cuts[cutsPassed] <= position else { return }
        while cutsPassed < cuts.count, cuts[cutsPassed] <= position { cutsPassed += 1 }
        guard let last, time > last else { return }
        missing += time - last
    }

    private mutating func noteKey(at time: Double) {
        keyFrames += 1
        if let lastKey { longestKeyGap = max(longestKeyGap ?? 0, time - lastKey) }
        lastKey = time
    }

    private mutating func noteOrder(_ packet: PacketFacts) {
        guard let time = packet.decoding ?? packet.presentation else { return }
        if let lastDecoding {
            let step = time - lastDecoding
            if step < -Self.backTolerance {
                timesBack += 1
                farthestBack = max(farthestBack, -step)
            } else if step > 0 {
                spacing.add(step)
            }
        }
        lastDecoding = time
    }
}
