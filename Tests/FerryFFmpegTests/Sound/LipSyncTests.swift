import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct LipSyncTests {
        /// Flashes and beeps at 0.52 and 1.52 s, coded and boxed in the given way.
        private static let clip =
            "-f lavfi -i color=black:s=64x64:r=25:d=2,drawbox=c=white:t=fill:enable='between(mod(t,1),0.51,0.61)' -f lavfi -i aevalsrc='0.8*sin(2*PI*1000*t)*between(mod(t,1),0.52,0.62)':s=48000:d=2"

        struct Case: CustomTestStringConvertible, Sendable {
            var testDescription: String
            var make: String
            /// What the container of a remux is.
            var container: OutputContainer
            init(_ name: String, _ make: String, _ container: OutputContainer) {
                (testDescription, self.make, self.container) = (name, make, container)
            }
        }

        static let cases = [
            Case("WebM with Opus", "-c:v libvpx -deadline realtime -c:a libopus -f webm", .webm),
            Case("MP4 with AAC and B-frames", "-c:v libx264 -bf 3 -c:a aac -f mp4", .mp4),
            Case(
                "fragmented MP4", "-c:v libx264 -bf 2 -c:a aac -movflags frag_keyframe+empty_moov+delay_moov -f mp4",
                .mp4),
            Case("MP4 with Opus", "-c:v libx264 -bf 0 -c:a libopus -strict -2 -f mp4", .mp4),
            Case("a transport stream", "-c:v libx264 -bf 2 -c:a aac -f mpegts", .mp4),
            Case(
                "Matroska that starts at six hours",
                "-c:v libx264 -bf 2 -c:a libopus -output_ts_offset 24549.3 -f matroska", .matroska),
            Case("AVI with MP3", "-c:v mpeg4 -q:v 4 -c:a libmp3lame -f avi", .mp4),
            Case("MOV with PCM", "-c:v libx264 -bf 2 -c:a pcm_s16le -f mov", .matroska),
        ]

        private func made(_ it: Case) throws -> Sample { try Media.make("\(Self.clip) -shortest \(it.make)") }

        /// Times of flashes and beeps of the source and of a rendition: none has moved against the other by more than
        /// 20 ms.
        private func judge(_ source: Sample, _ file: ScratchFile) throws {
            let (flashesIn, flashes) = (try Judge.flashes(source.file), try Judge.flashes(file))
            let (beepsIn, beeps) = (try Judge.sound(source.file).onsets, try Judge.sound(file).onsets)
            #expect(flashes.count == flashesIn.count && beeps.count == beepsIn.count && !beeps.isEmpty)
            #expect(flashes.count == beeps.count, "\(flashes) \(beeps)")
            for index in 0..<min(flashes.count, beeps.count, flashesIn.count, beepsIn.count) {
                let before = beepsIn[index] - flashesIn[index]
                let after = beeps[index] - flashes[index]
                #expect(abs(after - before) < 0.02, "sound \(before) s after the picture became \(after) s")
            }
        }

        @Test("flash and beep stay together through an encode", arguments: cases)
        func encodes(_ it: Case) throws {
            let source = try made(it)
            try judge(source, source.encode(Tasks.interview(source.probe())).assembled())
        }

        @Test("flash and beep stay together through a remux", arguments: cases)
        func copies(_ it: Case) throws {
            let source = try made(it)
            try judge(source, source.encode(Tasks.copy(source.probe(), into: it.container)).assembled())
        }

        @Test("beeps of the sound alone stay where they were", arguments: cases)
        func keepsVoice(_ it: Case) throws {
            let source = try made(it)
            let file = try source.encode(Tasks.voice(source.probe(), container: .webm)).assembled()
            let (before, after) = (try Judge.sound(source.file).onsets, try Judge.sound(file).onsets)
            #expect(before.count == 2 && after.count == 2)
            for (before, after) in zip(before, after) { #expect(abs(after - before) < 0.02, "\(before) \(after)") }
        }

        @Test("an edit list that cuts in the middle of a group is obeyed", arguments: [0, 1])
        func obeysEdits(_ mode: Int) throws {
            let whole = try Media.make("\(Self.clip) -c:v libx264 -bf 2 -g 50 -c:a aac -f mp4")
            let source = try Media.make("-ss 0.3 -i \(whole.file.url.path) -c copy -f mp4")
            let probe = try source.probe()
            let task = mode == 0 ? Tasks.interview(probe) : Tasks.copy(probe, into: .mp4)
            try judge(source, source.encode(task).assembled())
        }

        @Test("sound that starts late keeps its distance", arguments: ["0.05", "0.3", "0.7"])
        func keepsLateSound(_ delay: String) throws {
            let whole = try Media.make("\(Self.clip) -c:v libx264 -bf 2 -c:a libopus -f matroska")
            let source = try Media.make(
                "-i \(whole.file.url.path) -itsoffset \(delay) -i \(whole.file.url.path) -map 0:v -map 1:a -c copy -f matroska"
            )
            try judge(source, source.encode(Tasks.interview(source.probe())).assembled())
            try judge(source, source.encode(Tasks.copy(source.probe(), into: .matroska)).assembled())
        }
    }
}
