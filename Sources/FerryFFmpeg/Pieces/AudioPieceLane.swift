import CFerryFFmpeg
import FerryCore

/// Decodes an audio track from its first packet on, keeps its samples in step with its stamps and encodes them in pieces.
final class AudioPieceLane: Lane {
    let sourceIndex: Int
    private let settings: AudioSettings
    private let base: AVRational
    private let decoder: DecoderHandle
    private let pieces: AudioPieces
    private let fifo: AudioFifoHandle
    private let silence: FrameHandle
    private let watch: SoundWatch?
    private let change: SoundChange
    private let onPosition: (Double) -> Void
    private var graph: FilterGraphHandle?
    private var shape: AudioShape?
    private var clock = AudioClock(rate: 1)
    /// Sample of the output, at the output's rate, that the encoder gets next; `nil` before the first.
    private var nextSample: Int64?
    private var tally = LaneTally()

    init(
        stream: UnsafeMutablePointer<AVStream>, settings: AudioSettings, limits: MediaLimits, pieces: AudioPieces,
        watch: SoundWatch? = nil, change: SoundChange = SoundChange([]), onPosition: @escaping (Double) -> Void
    ) throws {
        sourceIndex = Int(stream.pointee.index)
        self.settings = settings
        self.pieces = pieces
        self.watch = watch
        self.change = change
        self.onPosition = onPosition
        base = stream.pointee.time_base
        decoder = try DecoderHandle(stream: stream, maxPixels: limits.maxPixels, threads: 1)
        fifo = try AudioFifoHandle(
            format: AudioEncoding.format(settings.codec), channels: Int32(settings.channels), capacity: 8192)
        silence = try FrameHandle()
    }

    /// How many pieces the rendition has, and what was counted.
    var end: TrackEnd {
        TrackEnd(pieces: Array(0..<pieces.count), facts: PieceMeasures(tally: tally, sound: watch?.tally))
    }

    /// Says something about the track.
    func note(_ text: String) { tally.note(text) }

    func take(_ packet: borrowing PacketHandle) throws { try decode(packet.pointer) }

    func finish() throws {
        try decode(nil)
        try passThroughGraph(nil)
        try change.finish { try self.collect($0) }
        watch?.finish()
        if fifo.count > 0 { try encode(samples: fifo.count) }
        try pieces.finish()
        onPosition(.infinity)
    }

    private func decode(_ packet: UnsafeMutablePointer<AVPacket>?) throws {
        tally.faults += try decoder.decode(packet) { try self.takeDecoded($0) }
    }

    private func takeDecoded(_ frame: borrowing FrameHandle) throws {
        let raw = frame.pointer
        guard raw.pointee.nb_samples > 0, raw.pointee.ch_layout.nb_channels > 0 else { return }
        let found = AudioShape(frame)
        if found != shape { try changeShape(to: found) }
        let stamp = raw.pointee.best_effort_timestamp
        let time = stamp == ferry_no_time ? nil : av_rescale_q(stamp, base, AVRational(num: 1, den: found.rate))
        watch?.take(frame, at: time.map { Double($0) / Double(found.rate) })
        let step = clock.take(at: time, samples: Int64(raw.pointee.nb_samples))
        noteInput(frame, step: step, time: time)
        if step.silence > 0 { try putSilence(step.silence, like: frame) }
        if step.skip >= Int64(raw.pointee.nb_samples) { return }
        if step.skip > 0 { ferry_frame_skip_samples(raw, Int32(step.skip)) }
        raw.pointee.pts = ferry_no_time
        try passThroughGraph(raw)
    }

    private func noteInput(_ frame: borrowing FrameHandle, step: AudioClock.Step, time: Int64?) {
        let rate = Double(frame.pointer.pointee.sample_rate)
        let samples = Int64(frame.pointer.pointee.nb_samples)
        let start = time ?? (clock.position ?? samples) - samples
        tally.addInput(from: Double(start) / rate, seconds: Double(samples) / rate)
        if nextSample == nil {
            let first = (clock.position ?? samples) - samples - step.silence
            nextSample = Int64((Double(first) / rate * Double(settings.sampleRate)).rounded())
        }
        if step.silence > 0, tally.framesIn > 1 { tally.note("silence put in where samples were missing") }
        if step.skip > 0 { tally.note("samples left out where stamps overlap") }
    }

    private func changeShape(to found: AudioShape) throws {
        if let shape {
            try passThroughGraph(nil)
            tally.note("audioLayout")
            let position = clock.position.map { av_rescale($0, Int64(found.rate), Int64(shape.rate)) }
            clock = AudioClock(rate: Int64(found.rate), position: position, silenceLeft: clock.secondsOfSilenceLeft)
        } else {
            clock = AudioClock(rate: Int64(found.rate))
        }
        graph = try FilterGraphHandle(found.graph(settings: settings))
        shape = found
    }

    private func putSilence(_ samples: Int64, like frame: borrowing FrameHandle) throws {
        var left = samples
        while left > 0 {
            let count = Int32(min(left, Int64(frame.pointer.pointee.sample_rate)))
            try silence.fillWithSilence(samples: count, like: frame)
            try passThroughGraph(silence.pointer)
            left -= Int64(count)
        }
    }

    private func passThroughGraph(_ frame: UnsafeMutablePointer<AVFrame>?) throws {
        try graph?.filter(frame) { out in try self.change.pass(out) { try self.collect($0) } }
    }

    private func collect(_ frame: borrowing FrameHandle) throws {
        try fifo.write(frame)
        let size = Int32(pieces.frameSamples)
        while fifo.count >= size { try encode(samples: size) }
    }

    private func encode(samples: Int32) throws {
        let start = nextSample ?? 0
        try pieces.encode(fifo, samples: samples, at: start)
        nextSample = start + Int64(samples)
        let rate = Double(settings.sampleRate)
        tally.extendOutput(from: Double(start) / rate, seconds: Double(samples) / rate)
        onPosition(Double(start) / rate)
    }
}
