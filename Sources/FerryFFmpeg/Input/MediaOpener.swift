import CFerryFFmpeg
import FerryCore

/// Opens media behind all gates: known containers only, bounded tracks and pixels, nothing but the bytes handed in.
enum MediaOpener {
    /// A demuxer whose tracks are known.
    static func open(_ source: MediaSource) throws -> InputHandle {
        try source.checkCancelled()
        FFmpegLog.clearThread()
        let reader = source.reader()
        reader.lookForEnd()
        if let failure = FailureTranslation.reading(reader) { throw failure }
        let plan = try ReadingPlan.plan(reader)
        reader.plan = plan
        reader.show(plan.recordings.first ?? [])
        var input = try open(reader, plan.container, source)
        if plan.recordings.count > 1 {
            let rest = plan.recordings.dropFirst().map { reader.sibling(showing: $0) }
            input.follow(with: rest) { try? open($0, plan.container, source) }
        }
        return input
    }

    /// Opens one recording.
    private static func open(
        _ reader: LayoutReader, _ container: MediaContainer, _ source: MediaSource
    ) throws -> InputHandle {
        let input: InputHandle
        do throws(FFmpegError) {
            input = try InputHandle(reader: reader, container: container)
        } catch {
            try source.checkCancelled()
            throw FailureTranslation.opening(error, reader: reader, log: FFmpegLog.threadLines())
        }
        try checkBounds(of: input, limits: source.limits)
        do throws(FFmpegError) {
            try input.findTracks(maxPixels: source.limits.maxPixels)
        } catch {
            try source.checkCancelled()
            throw FailureTranslation.opening(error, reader: reader, log: FFmpegLog.threadLines())
        }
        try checkBounds(of: input, limits: source.limits)
        return input
    }

    /// Refuses more tracks or pixels than allowed; the header alone is enough for it.
    private static func checkBounds(of input: borrowing InputHandle, limits: MediaLimits) throws(FerryError) {
        guard input.trackCount <= limits.maxTracks else {
            throw tooManyTracks(input.trackCount, limit: limits.maxTracks)
        }
        for index in 0..<input.trackCount {
            guard let parameters = input.track(index)?.pointee.codecpar.pointee else { continue }
            let size = PictureSize(width: Int(parameters.width), height: Int(parameters.height))
            try check(size, limits: limits)
        }
    }

    /// Refuses a picture with more pixels than allowed.
    static func check(_ size: PictureSize, limits: MediaLimits) throws(FerryError) {
        guard size.pixels > limits.maxPixels else { return }
        throw FerryError(
            .mediaTooManyPixels,
            "the picture is \(size.width)x\(size.height), more than the limit of \(limits.maxPixels) pixels")
    }

    /// The refusal of a source with too many tracks.
    static func tooManyTracks(_ count: Int, limit: Int) -> FerryError {
        FerryError(.mediaTooManyStreams, "the source has \(count) tracks, more than the limit of \(limit)")
    }
}
