import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct ChangingSoundTests {
        /// Two parts of one recording: rate, channels and tone of each.
        struct Change: CustomTestStringConvertible, Sendable {
            var rates: [Int]
            var channels: [Int]
            var encoder: String
            var testDescription: String { "\(rates) Hz, \(channels) channels, \(encoder)" }
        }
        static let changes = [
            Change(rates: [44_100, 48_000], channels: [1, 2], encoder: "-c:a aac -f adts"),
            Change(rates: [48_000, 16_000], channels: [2, 1], encoder: "-c:a aac -f adts"),
            Change(rates: [48_000, 48_000], channels: [2, 6], encoder: "-c:a aac -b:a 300k -f adts"),
            Change(rates: [44_100, 48_000], channels: [1, 2], encoder: "-c:a aac -f mpegts"),
            Change(
                rates: [32_000, 48_000], channels: [2, 1],
                encoder: "-c:a libmp3lame -f mp3 -write_xing 0 -id3v2_version 0"),
        ]

        @Test("sound that changes its rate and its channels goes on in tune and in time", arguments: changes)
        func follows(_ change: Change) throws {
            let data = try [440, 880].enumerated().map { index, tone in
                try Media.make(
                    "-f lavfi -i sine=\(tone):r=\(change.rates[index]):d=1,volume=4 -ac \(change.channels[index]) \(change.encoder) -output_ts_offset \(index)"
                ).data
            }
            let source = try Sample(data: data.reduce(Data(), +))
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let sound = try Judge.sound(rendition.assembled())
            #expect(rendition.track(.audio)?.notes.contains("audioLayout") == true)
            #expect(abs(sound.seconds - 2) < 0.15, "\(sound.seconds)")
            #expect(abs(sound.frequency(0.2, 0.8) - 440) < 5)
            #expect(abs(sound.frequency(1.3, 1.9) - 880) < 9)
        }

        @Test("a voice on one side alone is heard in mono")
        func takesOneSide() throws {
            let source = try Media.make(
                "-f lavfi -i aevalsrc=0.6*sin(2*PI*440*t)|0:s=48000:d=1 -c:a libopus -f webm")
            let sound = try Judge.sound(source.encode(Tasks.interview(source.probe())).assembled())
            #expect(abs(sound.amplitude(0.3, 0.7) - 0.3) < 0.03)
        }
    }
}
