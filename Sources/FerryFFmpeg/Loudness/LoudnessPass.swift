import CFerryFFmpeg
import FerryCore

/// Reads the sound of a source alone to measure how loud it will be, before it is encoded.
struct LoudnessPass {
    /// What to read.
    var source: MediaSource
    /// The sound's place in the source.
    var trackIndex: Int
    /// How it will be encoded: loudness is that of the channels that are written.
    var settings: AudioSettings
    /// Told how many bytes were read, now and then.
    var onRead: (Int64) -> Void = { _ in }

    /// Measures until it is known what to do, at most seven times.
    func run(_ target: LoudnessTarget) throws -> (change: LoudnessSearch.Change, note: String) {
        var search = LoudnessSearch(target, effect: .init(settings))
        var step = LoudnessSearch.first
        while true {
            switch step {
            case .measure(let change): step = search.take(try measure(change))
            case .use(let change, let note): return (change, note)
            }
        }
    }

    private func measure(_ change: LoudnessSearch.Change) throws -> LoudnessSearch.Measured {
        let input = try MediaOpener.open(source)
        guard let stream = input.track(trackIndex) else {
            throw FFmpegError(call: "avformat_find_stream", code: ferry_error_invalid_argument)
        }
        input.keepOnly([trackIndex])
        let decoder = try DecoderHandle(stream: stream, maxPixels: source.limits.maxPixels, threads: 1)
        let ear = LoudnessEar(settings: settings, change: change)
        let packet = try PacketHandle()
        while try source.isReadable(input, into: packet) {
            guard Int(packet.pointer.pointee.stream_index) == trackIndex else { continue }
            onRead(input.reader.bytesRead)
            _ = try decoder.decode(packet.pointer) { try ear.take($0) }
        }
        _ = try decoder.decode(nil) { try ear.take($0) }
        try ear.finish()
        return ear.measured
    }
}

extension MediaSource {
    /// Reads the next packet; a source that cannot be read further ends there, as it does for the encode.
    fileprivate func isReadable(
        _ input: borrowing InputHandle, into packet: borrowing PacketHandle
    ) throws(FerryError) -> Bool {
        try checkCancelled()
        do throws(FFmpegError) { return try input.read(packet) } catch { return false }
    }
}

/// Hears sound as it will be encoded.
final class LoudnessEar {
    private let settings: AudioSettings
    private let change: LoudnessSearch.Change
    private var shaping: FilterGraphHandle?
    private var measuring: FilterGraphHandle?
    private var shape: AudioShape?
    private var loudness: Double?
    private var peak = 0.0

    init(settings: AudioSettings, change: LoudnessSearch.Change) {
        self.settings = settings
        self.change = change
    }

    /// What was heard so far.
    var measured: LoudnessSearch.Measured {
        .init(integrated: loudness, truePeak: max(-200, Decibels.level(max(peak, 1e-10))))
    }

    /// Takes a decoded frame, which is empty after.
    func take(_ frame: borrowing FrameHandle) throws {
        guard frame.pointer.pointee.nb_samples > 0, frame.pointer.pointee.ch_layout.nb_channels > 0 else { return }
        let found = AudioShape(frame)
        if found != shape {
            if shape != nil { try shapeSound(nil) }
            shaping = try FilterGraphHandle(found.graph(settings: settings))
            shape = found
        }
        frame.pointer.pointee.pts = ferry_no_time
        try shapeSound(frame.pointer)
    }

    /// Hears what is still inside the filters.
    func finish() throws {
        guard shape != nil else { return }
        try shapeSound(nil)
        try measure(nil)
    }

    private func shapeSound(_ frame: UnsafeMutablePointer<AVFrame>?) throws {
        try shaping?.filter(frame) { out in
            if self.measuring == nil {
                let filters = self.change.filters + ["ebur128=metadata=1:peak=true"]
                self.measuring = try FilterGraphHandle(AudioShape(out).chain(filters))
            }
            try self.measure(out.pointer)
        }
    }

    private func measure(_ frame: UnsafeMutablePointer<AVFrame>?) throws {
        try measuring?.filter(frame) { out in
            if let found = out.number("lavfi.r128.I"), found > -70 { self.loudness = found }
            for channel in 0..<out.pointer.pointee.ch_layout.nb_channels {
                self.peak = max(self.peak, out.number("lavfi.r128.true_peaks_ch\(channel)") ?? 0)
            }
        }
    }
}
