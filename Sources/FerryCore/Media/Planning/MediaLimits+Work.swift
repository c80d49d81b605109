/// Limits in proportion to the work. They stop what has run away, not what is slow: each allows about ten times what an
/// ordinary machine needs (x264 `medium` at 720p takes less than one CPU second for a second of media).
extension MediaLimits {
    /// Limits for reading all packets of a source of that size: 120 CPU seconds and one more for each MiB.
    public static func probing(bytes: Int64) -> MediaLimits {
        var limits = MediaLimits(maxOutputBytes: 0)
        limits.maxCPUSeconds = cpuSeconds(base: 120, Double(max(0, bytes)) / Double(1 << 20))
        return limits
    }

    /// Limits for making a rendition.
    ///
    /// CPU seconds: 120, and for each second of media 2, 4 for each 720p picture area of the source that is decoded,
    /// 12 for each of the canvas that is encoded; for each MiB of the source one. Output: 64 MiB and twice what the
    /// rate limits allow, or twice the source where packets are kept.
    public static func encoding(_ task: MediaEncodeTask, of probe: MediaProbe) -> MediaLimits {
        let seconds = seconds(of: probe)
        var cost = Double(probe.bytes) / Double(1 << 20) + 2 * seconds
        var output = Double(64 << 20) + 2 * Double(probe.bytes)
        if let encoding = task.video?.encoding {
            cost += seconds * (4 * area(probe.mainVideo) + 12 * area(encoding.width, encoding.height))
            output += 2 * seconds * Double(encoding.maxRate) / 8
        }
        if let encoding = task.audio?.encoding { output += 2 * seconds * Double(encoding.bitRate) / 8 }
        var limits = MediaLimits(
            maxCPUSeconds: cpuSeconds(base: 120, cost), maxOutputBytes: PlainNumber.whole(output, atMost: 1 << 50))
        limits.maxMemoryBytes = addressSpace(task)
        return limits
    }

    /// Limits for searching a setting: as many encodes of its windows as there are trials, and for each of them the decoding
    /// of what lies before a window, at worst all of it.
    public static func searching(_ task: MediaEncodeTask, of probe: MediaProbe) -> MediaLimits {
        let (seconds, trials) = (seconds(of: probe), Double(RateFactorSearch.maxTrials))
        let canvas = task.video?.encoding.map { area($0.width, $0.height) } ?? 0
        let read = Double(probe.bytes) / Double(1 << 20) + seconds * (2 + 4 * area(probe.mainVideo))
        var limits = MediaLimits(
            maxCPUSeconds: cpuSeconds(base: 120, trials * (read + 40 * 12 * canvas)), maxOutputBytes: 0)
        limits.maxMemoryBytes = addressSpace(task)
        return limits
    }

    /// 3 GiB, and 1 for each further encoder that may work at the same time. SVT-AV1 gets 1 more and 2 for each: it starts about a hundred
    /// threads, whose stacks and heaps are address space more than memory.
    private static func addressSpace(_ task: MediaEncodeTask) -> Int64 {
        guard let encoding = task.video?.encoding else { return 3 << 30 }
        let encoders = EncodeResources.cappedEncoders(asked: task.encoders, threads: encoding.threads)
        let more = Int64(encoders - 1)
        return encoding.codec == .av1 ? (4 + 2 * more) << 30 : (3 + more) << 30
    }

    /// Limits for decoding a rendition of that size once: as ``encoding(_:of:)`` without an encoder.
    public static func checking(_ task: MediaEncodeTask, of probe: MediaProbe, bytes: Int64) -> MediaLimits {
        let encoded = task.video?.encoding.map { area($0.width, $0.height) }
        let pictures = encoded ?? area(probe.mainVideo)
        let cost = Double(bytes) / Double(1 << 20) + seconds(of: probe) * (2 + 4 * pictures)
        return MediaLimits(maxCPUSeconds: cpuSeconds(base: 120, cost), maxOutputBytes: 0)
    }

    /// Limits for decoding a source once that goes out as it is.
    public static func checking(original probe: MediaProbe) -> MediaLimits {
        let cost = Double(probe.bytes) / Double(1 << 20) + seconds(of: probe) * (2 + 4 * area(probe.mainVideo))
        return MediaLimits(maxCPUSeconds: cpuSeconds(base: 120, cost), maxOutputBytes: 0)
    }

    private static func seconds(of probe: MediaProbe) -> Double {
        max(SourceFacts.shownSeconds(probe), probe.tracks.map(\.seconds).max() ?? 0)
    }

    private static func cpuSeconds(base: Double, _ cost: Double) -> Int {
        Int(PlainNumber.whole(base + cost, atMost: 100_000_000))
    }

    private static func area(_ track: MediaTrack?) -> Double { area(track?.width ?? 0, track?.height ?? 0) }

    private static func area(_ width: Int, _ height: Int) -> Double {
        Double(width) * Double(height) / Double(RenditionRules.pixels720p)
    }
}
