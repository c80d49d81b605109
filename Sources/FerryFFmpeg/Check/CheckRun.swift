import CFerryFFmpeg
import FerryCore

/// Decodes a finished rendition once through its layout and says what came out.
struct CheckRun {
    /// The rendition.
    var source: MediaSource
    /// What is wanted beside the check.
    var task = MediaCheckTask()
    /// Told about progress.
    var meter: ProgressMeter

    /// Does the work.
    func run() throws -> MediaCheckResult {
        let input = try MediaOpener.open(source)
        do {
            return try work(input)
        } catch let error as FFmpegError {
            try source.checkCancelled()
            throw FailureTranslation.working(error, reader: input.reader, writer: nil)
        }
    }

    private func work(_ input: borrowing InputHandle) throws -> MediaCheckResult {
        let watch = CheckWatch(task)
        let (decoded, texts) = try decodeAll(input, watch)
        let tracks = decoded.map(\.result)
        let findings = try ContainerFindings(input.reader, container: input.container)
        var result = MediaCheckResult(
            container: input.container.rawValue, isIndexInFront: findings.survey?.isIndexInFront ?? false,
            isSeekable: try SeekTrial(source: source).passes(tracks: tracks), tracks: tracks + texts)
        watch.finish(into: &result, end: tracks.map(\.lastSeconds).max() ?? 0)
        return result
    }

    private func decodeAll(
        _ input: borrowing InputHandle, _ watch: CheckWatch
    ) throws -> ([CheckedTrackDecoder], [MediaCheckResult.CheckedTrack]) {
        var tracks: [Int: CheckedTrackDecoder] = [:]
        var texts: [Int: CheckedText] = [:]
        for index in 0..<input.trackCount {
            guard let stream = input.track(index) else { continue }
            tracks[index] = try CheckedTrackDecoder(stream: stream, limits: source.limits, watch: watch)
            texts[index] = CheckedText(stream: stream)
        }
        let packet = try PacketHandle()
        while try input.read(packet) {
            try source.checkCancelled()
            let index = Int(packet.pointer.pointee.stream_index)
            texts[index]?.take(packet)
            guard let track = tracks[index] else { continue }
            try track.take(packet)
            meter.note(seconds: track.seconds, bytesRead: input.reader.bytesRead)
        }
        let ordered = tracks.keys.sorted().compactMap { tracks[$0] }
        for track in ordered { try track.finish() }
        return (ordered, texts.keys.sorted().compactMap { texts[$0]?.result })
    }
}
