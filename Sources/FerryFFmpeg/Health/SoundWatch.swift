import CFerryFFmpeg
import FerryCore

/// Hears all decoded sound of one track once: silence, clipping, loudness, drift, and its waveform where one is wanted.
///
/// It holds no more than a filter's window of sound. Sound that the filters refuse is not watched any longer: a
/// judgement is never worth an encode.
final class SoundWatch {
    private let thresholds: HealthThresholds?
    private let wantsWaveform: Bool
    private let incoming: FrameHandle
    /// The shape of the first frame, in which everything is measured, and that of the latest.
    private var first: AudioShape?
    private var shape: AudioShape?
    private var measuring: FilterGraphHandle?
    /// Brings sound of a later shape to the first one.
    private var converting: FilterGraphHandle?
    private var meter: SampleMeter?
    private var peaks: WaveformPeaks?
    private var loudness: Double?
    private var drift = DriftMeter()
    private var isBroken = false

    /// - Parameters:
    ///   - thresholds: How to judge; `nil` judges nothing.
    ///   - wantsWaveform: Whether ``waveform`` is asked for.
    init(thresholds: HealthThresholds?, wantsWaveform: Bool = false) throws(FFmpegError) {
        self.thresholds = thresholds
        self.wantsWaveform = wantsWaveform
        incoming = try FrameHandle()
    }

    /// Hears a decoded frame, which stays as it is.
    ///
    /// - Parameter seconds: When it is heard; `nil` when it has no stamp.
    func take(_ frame: borrowing FrameHandle, at seconds: Double?) {
        let raw = frame.pointer.pointee
        guard !isBroken, raw.nb_samples > 0, raw.sample_rate > 0, raw.ch_layout.nb_channels > 0 else { return }
        drift.take(at: seconds, seconds: Double(raw.nb_samples) / Double(raw.sample_rate))
        attempt {
            let found = AudioShape(frame)
            if found != self.shape { try self.changeShape(to: found) }
            try self.incoming.refer(to: frame)
            self.incoming.pointer.pointee.pts = ferry_no_time
            try self.hear(self.incoming.pointer)
        }
    }

    /// Hears what is still inside the filters.
    func finish() {
        guard !isBroken, shape != nil else { return }
        attempt {
            try self.drainConverter()
            try self.measure(nil)
        }
    }

    /// What was heard; `nil` when nothing was, or nothing was to be judged.
    var tally: SoundTally? {
        guard thresholds != nil, !isBroken, var tally = meter?.tally else { return nil }
        tally.loudnessLUFS = loudness
        tally.driftSeconds = drift.drift
        return tally
    }

    /// The track's waveform; `nil` when none was asked for or nothing was heard.
    var waveform: WaveformPeaks? { isBroken ? nil : peaks?.finished }

    private func attempt(_ work: () throws -> Void) {
        do { try work() } catch { isBroken = true }
    }

    private func changeShape(to found: AudioShape) throws {
        if let first {
            try drainConverter()
            converting = found == first ? nil : try FilterGraphHandle(found.chain([first.wanted]))
        } else {
            try begin(found)
        }
        shape = found
    }

    private func begin(_ found: AudioShape) throws(FFmpegError) {
        let filters = ["aformat=sample_fmts=dbl"] + (thresholds == nil ? [] : ["ebur128=metadata=1"])
        measuring = try FilterGraphHandle(found.chain(filters))
        meter = thresholds.map { SampleMeter($0, rate: Int(found.rate)) }
        peaks = wantsWaveform ? WaveformPeaks(rate: Int(found.rate)) : nil
        first = found
    }

    private func hear(_ frame: UnsafeMutablePointer<AVFrame>) throws {
        guard converting != nil else { return try measure(frame) }
        try converting?.filter(frame) { out in try self.measure(out.pointer) }
    }

    private func drainConverter() throws {
        try converting?.filter(nil) { out in try self.measure(out.pointer) }
        converting = nil
    }

    private func measure(_ frame: UnsafeMutablePointer<AVFrame>?) throws {
        try measuring?.filter(frame) { out in self.count(out) }
    }

    private func count(_ frame: borrowing FrameHandle) {
        let raw = frame.pointer.pointee
        let channels = Int(raw.ch_layout.nb_channels)
        guard let plane = ferry_frame_plane(frame.pointer, 0), channels > 0 else { return }
        let count = Int(raw.nb_samples) * channels
        plane.withMemoryRebound(to: Double.self, capacity: count) { start in
            let samples = UnsafeBufferPointer(start: start, count: count)
            meter?.take(samples, channels: channels)
            peaks?.take(samples, channels: channels)
        }
        if let found = frame.number("lavfi.r128.I"), found > -70 { loudness = found }
    }
}
