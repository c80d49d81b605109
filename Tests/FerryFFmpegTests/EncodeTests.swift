import FerryCore
import Foundation
import Synchronization
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct EncodeTests {
        static let recordings = [
            "cr_webm_vp8_opus.webm", "cr_webm_vp9_opus.webm", "cr_webm_av1_opus.webm", "cr_timeslice_webm.webm",
            "cr_canvas_resized_webm_vp8.webm", "cr_canvas_odd_size_vp8.webm", "cr_mp4_avc1_opus.mp4",
            "cr_webm_h264_opus.mkv", "cr_audio_webm_opus.webm", "fx_webm_vp8_opus.webm", "fx_element_capture.webm",
            "fx_audio_ogg_opus.ogg", "cr_short_300ms_webm.webm", "hard/phone_rot90.mp4", "hard/old_amr.3gp",
            "hard/mp3_cover.mp3", "hard/wav_4gb_header.wav",
        ]

        @Test("every frame of a recording is in the interview rendition", arguments: recordings)
        func keepsEveryFrame(_ name: String) throws {
            let sample = try Sample(name)
            let probe = try sample.probe()
            let rendition = try sample.encode(Tasks.interview(probe))
            let file = try rendition.assembled()
            let judged = try Judge.probe(file)
            let check = try rendition.check()
            #expect(judged.format.formatName.contains("mp4"))
            #expect(judged.video?.frames == probe.mainVideo?.packets)
            #expect(rendition.track(.video)?.framesDropped ?? 0 == 0)
            // A first packet of AAC only fills the decoder; it gives no frame.
            #expect(abs((judged.audio?.frames ?? 0) - (rendition.track(.audio)?.framesOut ?? 0)) <= 1)
            #expect(abs(judged.seconds - (probe.durationSeconds ?? 0)) < 0.05)
            for track in rendition.result.tracks {
                #expect(track.secondsOut >= track.secondsIn - 0.002)
                #expect(track.secondsOut < track.secondsIn + 0.11)
                #expect(track.decodeErrors == 0)
            }
            #expect(check.tracks.map(\.frames) == judged.streams.map(\.frames))
            #expect(check.tracks.allSatisfy { $0.decodeErrors == 0 } && check.isSeekable)
            #expect(check.isIndexInFront && check.container == "mp4")
            #expect(rendition.result.damage.isEmpty && rendition.result.unreadBytes == 0)
        }

        @Test("the rendition is H.264 High with AAC, even, with square pixels")
        func isInterview() throws {
            let sample = try Sample("cr_canvas_odd_size_vp8.webm")
            let judged = try Judge.probe(try sample.encode(mediumTask(sample)).assembled())
            #expect(judged.video?.codecName == "h264" && judged.video?.profile == "High")
            #expect(judged.video?.pixFmt == "yuv420p")
            #expect(judged.video?.width == 852 && judged.video?.height == 480)
            #expect(judged.audio?.codecName == "aac" && judged.audio?.profile == "LC")
            #expect(judged.audio?.channels == 1 && judged.audio?.sampleRate == "48000")
        }

        private func mediumTask(_ sample: Sample) throws -> MediaEncodeTask {
            var task = try Tasks.interview(sample.probe())
            task.video?.encoding?.speed = "medium"
            return task
        }

        @Test("frames keep their own times", arguments: ["cr_webm_vp8_opus.webm", "cr_canvas_resized_webm_vp8.webm"])
        func keepsTimes(_ name: String) throws {
            let sample = try Sample(name)
            let rendition = try sample.encode(Tasks.interview(sample.probe()))
            let before = try Judge.probe(sample.file, frames: true).times("video")
            let after = try Judge.probe(rendition.assembled(), frames: true).times("video")
            #expect(before.count == after.count)
            #expect(zip(before, after).allSatisfy { abs($0 - $1) < 0.001 })
        }

        @Test("an edit list is obeyed: no frame from before it, sound and picture together")
        func obeysEditList() throws {
            let sample = try Sample("hard/phone_vfr_editlist.mp4")
            let rendition = try sample.encode(Tasks.interview(sample.probe()))
            let judged = try Judge.probe(rendition.assembled(), frames: true)
            let shown = try Judge.probe(sample.file)
            #expect(judged.video?.frames == shown.video?.frames)
            #expect(abs(judged.seconds - 2.8) < 0.05)
            #expect(judged.video?.start == 0 && judged.audio?.start == 0)
        }

        @Test("sound that starts late stays late")
        func keepsOffset() throws {
            let source = try Media.make(
                "-f lavfi -i testsrc2=s=160x120:r=15:d=2 -itsoffset 0.7 -f lavfi -i sine=d=1 -c:v libx264 -c:a aac -f matroska"
            )
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let judged = try Judge.probe(rendition.assembled())
            #expect(judged.video?.start == 0)
            #expect(abs((judged.audio?.start ?? 0) - 0.7) < 0.05)
        }

        @Test("one origin is taken off a source that starts late")
        func takesOriginOff() throws {
            let sample = try Sample("hard/sibling_secret.ts")
            let rendition = try sample.encode(Tasks.interview(sample.probe()))
            let judged = try Judge.probe(rendition.assembled())
            #expect(abs((judged.video?.start ?? 9) - 0.023) < 0.002)
            #expect(judged.audio?.start == 0)
        }

        @Test("60 frames a second become 30, evenly")
        func dropsFrames() throws {
            let source = try Media.make("-f lavfi -i testsrc2=s=160x120:r=60:d=3 -c:v libx264 -preset ultrafast -f mp4")
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let track = try #require(rendition.track(.video))
            #expect(track.framesIn == 180 && track.framesOut + track.framesDropped == 180)
            #expect((90...91).contains(track.framesOut))
            #expect(abs(track.secondsOut - 3) < 0.02)
        }

        @Test(
            "Opus for voices is written in every container that takes it",
            arguments: [
                OutputContainer.ogg, .webm, .matroska, .mp4,
            ])
        func writesVoice(_ container: OutputContainer) throws {
            let sample = try Sample("cr_audio_webm_opus.webm")
            let rendition = try sample.encode(Tasks.voice(sample.probe(), container: container))
            let judged = try Judge.probe(rendition.assembled())
            #expect(judged.audio?.codecName == "opus" && judged.audio?.channels == 1)
            #expect(abs(judged.seconds - 7.98) < 0.02)
            let packets = try #require(rendition.track(.audio)?.framesOut)
            #expect(try (packets - 1...packets).contains(rendition.check().tracks.first?.frames ?? 0))
        }

        @Test("the file is written with few writes and read once")
        func writesSeldom() throws {
            let sample = try Sample("cr_webm_vp9_opus.webm")
            let reports = Mutex<[MediaProgress]>([])
            let (output, log) = (try ScratchFile(), try ScratchFile())
            let task = try Tasks.interview(sample.probe())
            _ = try sample.work(progress: { report in reports.withLock { $0.append(report) } }).encode(
                task, into: output.descriptor, log: log.descriptor)
            let latest = try #require(reports.withLock { $0.last })
            // One walk over the source for each track.
            #expect(latest.secondsDone <= 6.1 && latest.bytesRead <= Int64(sample.data.count) * 3)
        }
    }
}

/// Media made by the independent `ffmpeg` for one test.
enum Media {
    /// Runs `ffmpeg` with arguments separated by spaces; the output's name is added.
    static func make(_ arguments: String) throws -> Sample {
        let file = try ScratchFile()
        let words = arguments.split(separator: " ").map(String.init)
        let answer = try Judge.run("ffmpeg", ["-nostdin", "-v", "error", "-y"] + words + [file.url.path])
        guard answer.status == 0 else { throw MediaFailure(text: String(decoding: answer.errors, as: UTF8.self)) }
        return try Sample(data: Data(contentsOf: file.url))
    }

    /// What ffmpeg said when it failed.
    struct MediaFailure: Error { var text: String }
}
