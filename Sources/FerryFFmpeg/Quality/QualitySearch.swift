import CFerryFFmpeg
import FerryCore

/// Finds the cheapest setting with which the windows of a recording reach a quality, by encoding them.
struct QualitySearch {
    /// What to read, and what may be used.
    var source: MediaSource
    /// What is to be made, with the settings to begin with.
    var task: MediaEncodeTask
    /// Mean XPSNR of luma in dB.
    var target: Double
    /// Told about progress.
    var meter: ProgressMeter

    /// What all trials have in common.
    private struct Ground {
        var sourceIndex: Int
        var settings: VideoSettings
        var tracks: Set<Int>
        var windows: SampleWindows
        var starts: DecodingStarts
        var onWork: () -> Void
    }

    /// Does the work.
    ///
    /// - Throws: `media.forbiddenFormat` when no picture is to be encoded.
    func run() throws -> QualityFinding {
        let input = try MediaOpener.open(source)
        do {
            return try search(ground(input))
        } catch let error as FFmpegError {
            try source.checkCancelled()
            throw FailureTranslation.working(error, reader: input.reader, writer: nil)
        }
    }

    private func search(_ ground: Ground) throws -> QualityFinding {
        let range = RateFactorSearch.range(of: ground.settings.codec)
        var search = RateFactorSearch(target: target, range: range, first: Int(ground.settings.crf.rounded()))
        var rates: [Int: Double] = [:]
        while let factor = search.next {
            let sample = try trial(ground, factor)
            search.tried(factor, quality: sample.tally?.quality?.mean ?? .nan)
            let seconds = VideoEncoding.seconds(max(1, sample.ticks))
            rates[factor] = Double(sample.bytes) * 8 / seconds
        }
        guard let best = search.reached ?? search.missed, best.quality.isFinite else {
            throw FerryError(.mediaEmptyRecording, "no frame of the recording's windows could be read")
        }
        return QualityFinding(
            target: target, crf: Double(best.factor), found: best.quality, isReached: search.reached != nil,
            windows: ground.windows.isWhole ? 1 : ground.windows.ranges.count, trials: search.trials,
            bitRate: rates[best.factor] ?? 0)
    }

    private func ground(_ input: borrowing InputHandle) throws -> Ground {
        guard let output = task.video, let settings = output.encoding, let stream = input.track(output.sourceIndex)
        else { throw FerryError(.mediaForbiddenFormat, "no picture is to be encoded, so there is no quality to reach") }
        if let fault = VideoEncoding.sidesFault(settings) { throw FerryError(.mediaForbiddenFormat, fault) }
        let grid = PieceGrid(ticksPerSecond: VideoEncoding.ticksPerSecond)
        let tracks = Set([output.sourceIndex, task.audio?.sourceIndex].compactMap { $0 })
        let keys = KeyFrameLane(stream: stream, starts: DecodingStarts(grid: grid))
        let road = PacketRoad(source: source, lanes: [keys], tracks: tracks)
        try road.run(input)
        let (lane, meter, counter) = (meter.addLane(), meter, WorkCounter())
        return Ground(
            sourceIndex: output.sourceIndex, settings: settings, tracks: tracks,
            windows: SampleWindows(
                seconds: task.expectedSeconds ?? 0, grid: grid, ticksPerSecond: VideoEncoding.ticksPerSecond),
            starts: keys.starts,
            onWork: { meter.note(lane: lane, seconds: 0, bytesRead: counter.next()) })
    }

    private func trial(_ ground: Ground, _ factor: Int) throws -> SampleLane.Sample {
        let input = try MediaOpener.open(source)
        guard let stream = input.track(ground.sourceIndex) else { return SampleLane.Sample() }
        var settings = ground.settings
        settings.crf = Double(factor)
        let lane = try SampleLane(
            stream: stream,
            plan: VideoPiecePlan(track: 0, settings: settings, stream: stream, wantsGlobalHeaders: false),
            windows: ground.windows.ranges, starts: ground.starts, limits: source.limits, onWork: ground.onWork)
        try PacketRoad(source: source, lanes: [lane], tracks: ground.tracks).run(input)
        return lane.sample
    }
}

/// Counts steps of work, for progress that has no media time.
private final class WorkCounter {
    private var count: Int64 = 0
    func next() -> Int64 {
        count += 1
        return count
    }
}
