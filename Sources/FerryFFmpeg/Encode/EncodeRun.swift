import CFerryFFmpeg
import FerryCore

/// Makes one rendition: reads the source once, writes the rendition once.
struct EncodeRun {
    /// What to read, and what may be used.
    var source: MediaSource
    /// What to make.
    var task: MediaEncodeTask
    /// Where the rendition goes.
    var output: Int32
    /// Told about progress.
    var meter: ProgressMeter

    /// Does the work.
    func run() throws -> MediaEncodeResult {
        let input = try MediaOpener.open(source)
        let muxing = try Muxing(container: task.container, output: output, maxBytes: source.limits.maxOutputBytes)
        do {
            return try work(input, muxing)
        } catch let error as FFmpegError {
            try source.checkCancelled()
            throw FailureTranslation.working(error, reader: input.reader, writer: muxing.writer)
        }
    }

    private func work(_ input: borrowing InputHandle, _ muxing: Muxing) throws -> MediaEncodeResult {
        let lanes = try LaneBuilder(task: task, limits: source.limits).build(input, muxing)
        try muxing.writeHead(indexEntries: task.expectedIndexEntries)
        let reader = input.reader
        let meter = meter
        muxing.onWritten = { _, end in meter.note(seconds: end, bytesRead: reader.bytesRead) }
        let road = PacketRoad(source: source, lanes: lanes)
        try road.run(input)
        try muxing.finish()
        let tracks = lanes.map(\.result)
        guard tracks.contains(where: { $0.framesOut > 0 }) else {
            throw FerryError(.mediaEmptyRecording, "no frame of the recording could be read")
        }
        return MediaEncodeResult(
            layout: try RenditionLayout.of(muxing.writer, container: task.container), container: task.container,
            tracks: tracks, unreadBytes: road.unreadBytes, damage: road.damage, versions: FFmpegLibraries.versions)
    }
}
