import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct LoudnessTests {
        private func normalised(_ sample: Sample, _ task: MediaEncodeTask) throws -> (Rendition, ScratchFile) {
            var task = task
            task.audio?.encoding?.loudness = LoudnessTarget()
            let rendition = try sample.encode(task)
            return (rendition, try rendition.assembled())
        }

        @Test(
            "sound of any level comes out at -16 LUFS, its peaks below -1.5 dBTP",
            arguments: [
                "volume=-14dB", "volume=0dB", "volume=3dB", "aresample=44100,pan=stereo|c0=c0|c1=0.3*c0",
            ])
        func reachesTarget(_ filter: String) throws {
            let sample = try Media.make("-i \(Spoilt.voice) -t 6 -af \(filter) -c:a pcm_s16le -f wav")
            for (codec, rate) in [(AudioSettings.Codec.aac, 64_000), (.aac, 48_000), (.opus, 64_000), (.opus, 24_000)] {
                var task = try Tasks.voice(sample.probe(), container: .mp4)
                task.audio?.encoding = AudioSettings(codec: codec, bitRate: rate)
                let (rendition, file) = try normalised(sample, task)
                let judged = try Judge.loudness(file)
                #expect(abs(judged.integrated + 16) < 0.5, "\(codec): \(judged), \(rendition.result.tracks)")
                #expect(judged.peak <= -1.5, "\(codec): \(judged)")
                let track = try #require(rendition.track(.audio))
                #expect(track.notes.contains { $0.hasPrefix("loudness ") })
                #expect(abs(track.secondsOut - 6) < 0.1)
            }
        }

        @Test("silence stays silence, and the note says why")
        func leavesSilence() throws {
            let sample = try Spoilt.recording(.microphoneMuted)
            let (rendition, _) = try normalised(sample, Tasks.voice(sample.probe(), container: .webm))
            #expect(rendition.track(.audio)?.notes == ["loudness left as it is: nothing in it is loud enough"])
        }

        @Test("loudness changes neither length nor place of the sound")
        func keepsTime() throws {
            let sample = try Media.make(
                "-f lavfi -i sine=f=880:d=3,volume='if(between(t,1,1.03),0.9,0.02)':eval=frame -c:a pcm_s16le -f wav")
            let plain = try sample.encode(Tasks.voice(sample.probe(), container: .mp4))
            let (loud, _) = try normalised(sample, Tasks.voice(sample.probe(), container: .mp4))
            #expect(plain.track(.audio)?.framesOut == loud.track(.audio)?.framesOut)
            let found = try [plain, loud].map { try onset($0.assembled()) }
            #expect(abs(found[0] - found[1]) < 0.004 && abs(found[0] - 1) < 0.03, "\(found)")
        }

        /// When the sound first reaches half of its highest peak.
        private func onset(_ file: ScratchFile) throws -> Double {
            let arguments = [
                "-nostdin", "-v", "error", "-i", file.url.path, "-ac", "1", "-ar", "48000", "-f", "f32le", "-",
            ]
            let bytes = try Judge.run("ffmpeg", arguments).output
            let samples = bytes.withUnsafeBytes { raw in
                (0..<bytes.count / 4).map { abs(raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self)) }
            }
            let peak = try #require(samples.max())
            return Double(try #require(samples.firstIndex { $0 >= peak / 2 })) / 48_000
        }

        @Test("health is of the sound as it was recorded, before anything is done to it")
        func judgesTheSource() throws {
            let sample = try Spoilt.recording(.tooQuiet)
            var task = try Tasks.voice(sample.probe(), container: .webm)
            task.audio?.health = .standard
            let (rendition, file) = try normalised(sample, task)
            let heard = try #require(rendition.result.sound)
            let before = try Judge.loudness(sample.file).integrated
            #expect(abs(try #require(heard.loudnessLUFS) - before) < 0.1)
            let after = try Judge.loudness(file).integrated
            #expect(abs(after + 16) < 0.5, "\(after), \(rendition.result.tracks.map(\.notes))")
        }

        @Test("clipping is heard before the encoder smooths it")
        func hearsClipping() throws {
            let sample = try Spoilt.recording(.clipped)
            var task = try Tasks.interview(sample.probe())
            task.audio?.health = .standard
            let rendition = try sample.encode(task)
            let direct = try #require(try sample.watched().sound)
            #expect(rendition.result.sound?.clippedSeconds == direct.clippedSeconds)
            #expect(rendition.result.sound?.loudnessLUFS == direct.loudnessLUFS)
        }

        @Test("denoising takes grain off and keeps every frame and their times")
        func denoises() throws {
            // One picture that stands still under grain that does not.
            let sample = try Media.make(
                "-i \(Spoilt.speaker) -an -vf trim=end_frame=1,scale=320:-2,loop=20:1,fps=15,noise=alls=8:allf=t -c:v libx264 -crf 5 -preset ultrafast -f mp4"
            )
            var task = try Tasks.interview(sample.probe())
            task.video?.encoding?.crf = 5
            task.video?.encoding?.maxRate = 0
            let plain = try sample.encode(task).assembled()
            task.video?.encoding?.denoises = true
            let clean = try sample.encode(task).assembled()
            let grain = try [plain, clean].map { file in
                let said = try Judge.meters(
                    file, pictures: "signalstats,metadata=print:key=lavfi.signalstats.YDIF:file=/dev/stderr")
                let moves = Judge.numbers(after: "YDIF=", in: said).dropFirst()
                return moves.reduce(0, +) / Double(max(1, moves.count))
            }
            #expect(grain[0] > 1 && grain[1] < 0.7 * grain[0], "\(grain)")
            let times = try [plain, clean].map { try Judge.probe($0, frames: true).times("video") }
            #expect(times[0] == times[1] && times[0].count > 2)
        }
    }
}
