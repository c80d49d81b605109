import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct DownmixTests {
        /// A layout, the encoder that keeps it, and how many channels it has.
        struct Layout: CustomTestStringConvertible, Sendable {
            var testDescription: String
            var channels: Int
            var encoder: String
            init(_ name: String, _ channels: Int, _ encoder: String) {
                (testDescription, self.channels, self.encoder) = (name, channels, encoder)
            }
        }

        static let layouts = [
            Layout("mono", 1, "-c:a pcm_s16le -f wav"), Layout("stereo", 2, "-c:a libopus -b:a 256k -f webm"),
            Layout("3.0", 3, "-c:a flac -f flac"), Layout("quad", 4, "-c:a pcm_s16le -f wav"),
            Layout("5.0", 5, "-c:a flac -f flac"), Layout("5.1", 6, "-c:a aac -b:a 400k -f mp4"),
            Layout("5.1(side)", 6, "-c:a ac3 -b:a 640k -f mpegts"), Layout("5.1", 6, "-c:a libopus -b:a 400k -f webm"),
            Layout("7.1", 8, "-c:a pcm_s16le -f wav"),
        ]

        /// A sine of the given amplitude in each channel.
        private func source(_ layout: Layout, amplitudes: [Double]) throws -> Sample {
            let channels = amplitudes.map { "\($0)*sin(2*PI*440*t)" }.joined(separator: "|")
            return try Media.make(
                "-f lavfi -i aevalsrc=\(channels):s=48000:d=1:c=\(layout.testDescription) \(layout.encoder)")
        }

        private func heard(_ source: Sample, channels: Int) throws -> Judge.Sound {
            var task = try Tasks.interview(source.probe())
            task.audio?.encoding?.channels = channels
            task.audio?.encoding?.bitRate = 128_000
            return try Judge.sound(source.encode(task).assembled())
        }

        @Test("the same loud tone in all channels at once does not clip", arguments: layouts)
        func neverClips(_ layout: Layout) throws {
            for channels in layout.channels > 5 ? [1, 2] : [1] { try judge(layout, channels) }
        }

        private func judge(_ layout: Layout, _ channels: Int) throws {
            let source = try source(layout, amplitudes: Array(repeating: 0.8, count: layout.channels))
            let sound = try heard(source, channels: channels)
            // The sudden beginning makes any encoder overshoot; that is not the mixing.
            let peak = sound.part(0.2, 0.8).reduce(0) { max($0, abs($1)) }
            #expect(peak <= 1, "\(peak)")
            let amplitude = sound.amplitude(0.3, 0.7)
            #expect(amplitude > 0.5 && amplitude < 0.83, "\(amplitude)")
        }

        @Test("the centre, where people speak, stays the loudest", arguments: [layouts[5], layouts[8]])
        func keepsDialogue(_ layout: Layout) throws {
            // Front left, front right, centre, …
            func level(_ channel: Int) throws -> Float {
                var amplitudes = Array(repeating: 0.0, count: layout.channels)
                amplitudes[channel] = 0.8
                return try heard(source(layout, amplitudes: amplitudes), channels: 1).amplitude(0.3, 0.7)
            }
            let (centre, left) = (try level(2), try level(0))
            #expect(centre > left && centre > 0.8 * 0.2, "\(centre) \(left)")
            #expect(try left > level(layout.channels - 1) * 0.99)
        }

        @Test("left and right stay where they are")
        func keepsSides() throws {
            let source = try source(Self.layouts[5], amplitudes: [0.8, 0, 0, 0, 0.4, 0])
            let sound = try heard(source, channels: 2)
            #expect(sound.amplitude(0.3, 0.7, channel: 0) > 20 * sound.amplitude(0.3, 0.7, channel: 1))
        }

        @Test("one voice in both channels keeps its level in mono, on the road of Opus too")
        func keepsLevel() throws {
            let source = try source(Self.layouts[1], amplitudes: [0.5, 0.5])
            #expect(abs(try heard(source, channels: 1).amplitude(0.3, 0.7) - 0.5) < 0.02)
            let voice = try Judge.sound(source.encode(Tasks.voice(source.probe())).assembled())
            #expect(abs(voice.amplitude(0.3, 0.7) - 0.5) < 0.05)
        }

        @Test("channels without names are those that so many usually are", arguments: [1, 2, 4, 6, 8])
        func takesUnnamed(_ channels: Int) throws {
            let source = try Media.make("-f lavfi -i sine=440:d=1,volume=6 -ac \(channels) -c:a pcm_s16le -f wav")
            let unnamed = try Sample(data: WaveFile.withoutNames(source.data))
            let sound = try heard(unnamed, channels: 1)
            #expect(sound.amplitude(0.3, 0.7) > 0.15)
        }

        @Test("more channels than any layout has are mixed evenly")
        func mixesMany() throws {
            let channels = Array(repeating: "0.5*sin(2*PI*440*t)", count: 11).joined(separator: "|")
            let source = try Media.make(
                "-f lavfi -i aevalsrc=\(channels):s=48000:d=1 -c:a pcm_s16le -f wav")
            let sound = try heard(Sample(data: WaveFile.withoutNames(source.data)), channels: 1)
            #expect(abs(sound.amplitude(0.3, 0.7) - 0.5) < 0.03)
        }

        @Test(
            "any rate becomes 48 kHz, neither longer nor higher",
            arguments: [8000, 11_025, 16_000, 22_050, 32_000, 44_100, 88_200, 96_000, 192_000])
        func resamples(_ rate: Int) throws {
            let source = try Media.make("-f lavfi -i sine=440:r=\(rate):d=1 -c:a pcm_s16le -f wav")
            let sound = try heard(source, channels: 1)
            #expect(abs(sound.seconds - 1) < 0.03)
            #expect(abs(sound.frequency(0.2, 0.8) - 440) < 4)
        }
    }
}

/// RIFF WAVE in bytes.
enum WaveFile {
    /// The file with a speaker mask of 0: its channels have no names.
    static func withoutNames(_ data: Data) -> Data {
        var data = data
        // `WAVE_FORMAT_EXTENSIBLE` keeps its mask 20 bytes into the body of `fmt `; plain formats have none.
        guard let place = data.range(of: Data("fmt ".utf8))?.upperBound, data[place + 4] == 0xfe else { return data }
        data.replaceSubrange(place + 4 + 20..<place + 4 + 24, with: Data(count: 4))
        return data
    }
}
