import FerryCore
import Testing

@testable import FerryFFmpeg

@Suite struct MeterTests {
    private func meter(_ samples: [Double], channels: Int = 1, rate: Int = 100) -> SoundTally {
        var meter = SampleMeter(HealthThresholds(silenceSeconds: 0.1, clipRun: 3), rate: rate)
        samples.withUnsafeBufferPointer { meter.take($0, channels: channels) }
        return meter.tally
    }

    @Test("short pauses are no silence, and silence at the end counts")
    func countsSilence() {
        let pause = [Double](repeating: 0, count: 9)
        let silence = [Double](repeating: 0.001, count: 10)
        #expect(meter([0.5] + pause + [0.5] + silence).silentSeconds == 0.1)
        #expect(meter(silence + silence).silentSeconds == 0.2)
        #expect(meter([]).seconds == 0)
    }

    @Test("single peaks are not clipping; runs of either sign are, also at the end")
    func countsClipping() {
        #expect(meter([0.5, 1, 1, 0.5, -1, 0.2]).clippedSeconds == 0)
        #expect(meter([0.5, 1, 1, -1, 0.5, -1.2, -1, -1, -1]).clippedSeconds == 0.07)
    }

    @Test("a moment is silent when all channels are, and clipped when one is")
    func countsChannels() {
        let half = (0..<40).map { $0 % 2 == 0 ? 0.0 : 0.5 }
        #expect(meter(half, channels: 2).silentSeconds == 0)
        let clipped = (0..<40).map { $0 % 2 == 0 ? 0.0 : 1.0 }
        #expect(meter(clipped, channels: 2).clippedSeconds == 0.2)
        #expect(meter(clipped, channels: 2).seconds == 0.2)
    }

    @Test("stamps that run ahead are drift, trembling and pauses are not")
    func measuresDrift() {
        func drift(_ stamps: [Double]) -> Double {
            var meter = DriftMeter()
            for stamp in stamps { meter.take(at: stamp, seconds: 0.02) }
            return meter.drift
        }
        let even = (0..<1000).map { Double($0) * 0.02 + 7 }
        #expect(abs(drift(even)) < 1e-9)
        #expect(abs(drift(even.enumerated().map { $1 + ($0 % 3 == 0 ? 0.015 : -0.01) })) < 0.02)
        #expect(abs(drift(even.enumerated().map { $0 < 500 ? $1 : $1 + 30 })) < 1e-6)
        #expect(abs(drift(even.map { 7 + ($0 - 7) * 1.02 }) - 0.4) < 0.05)
        #expect(abs(drift(even.map { 7 + ($0 - 7) * 0.98 }) + 0.4) < 0.05)
        var silent = DriftMeter()
        silent.take(at: nil, seconds: 1)
        silent.take(at: .infinity, seconds: 1)
        #expect(silent.drift == 0)
    }

    @Test("a waveform never holds more than its room, and keeps every peak")
    func boundsWaveform() {
        var peaks = WaveformPeaks(rate: 50)
        var samples = [Double](repeating: 0, count: 40_000)
        samples[39_000] = -0.75
        samples.withUnsafeBufferPointer { peaks.take($0, channels: 1) }
        let text = peaks.finished.document
        #expect(text.contains("\"samples_per_pixel\":4,") && text.contains("\"length\":10000,"))
        #expect(text.contains("-96,0"))
    }

    @Test("pictures are compared pixel by pixel, different sizes never as the same")
    func comparesPictures() {
        let size = PictureSize(width: 2, height: 2)
        let picture = SmallPicture(size: size, luma: [10, 20, 30, 40])
        let other = SmallPicture(size: size, luma: [11, 20, 30, 44])
        #expect(other.difference(from: picture) == 4)
        #expect(other.changedShare(from: picture) == 0.25)
        let wide = SmallPicture(size: PictureSize(width: 4, height: 1), luma: [10, 20, 30, 40])
        #expect(wide.difference(from: picture) == nil && wide.changedShare(from: picture) == 1)
    }
}
