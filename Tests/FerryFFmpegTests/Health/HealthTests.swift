import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct HealthTests {
        @Test("a recording spoilt in one way gets that verdict alone", arguments: HealthVerdict.allCases)
        func namesTheFault(_ verdict: HealthVerdict) throws {
            let health = try #require(try Spoilt.recording(verdict).health())
            #expect(health.verdicts == [verdict.rawValue], "\(health)")
            #expect(health.thresholds == .standard)
        }

        static let good = [
            "cr_webm_vp8_opus.webm", "cr_webm_vp9_opus.webm", "cr_webm_av1_opus.webm", "cr_timeslice_webm.webm",
            "cr_canvas_resized_webm_vp8.webm", "cr_canvas_odd_size_vp8.webm", "cr_mp4_avc1_opus.mp4",
            "cr_webm_h264_opus.mkv", "cr_audio_webm_opus.webm", "fx_webm_vp8_opus.webm", "fx_element_capture.webm",
            "fx_audio_ogg_opus.ogg", "cr_short_300ms_webm.webm", "hard/phone_rot90.mp4",
            "hard/phone_vfr_editlist.mp4", "hard/old_amr.3gp", "hard/mp3_cover.mp3",
        ]

        @Test("a good recording gets no verdict", arguments: good)
        func sparesTheGood(_ name: String) throws {
            let health = try #require(try Sample(name).health())
            #expect(health.verdicts == [], "\(health)")
        }

        @Test(
            "loudness is what ffmpeg's own meter says, within 0.1 LU",
            arguments: ["cr_webm_vp8_opus.webm", "fx_audio_ogg_opus.ogg", "hard/mp3_cover.mp3", "hard/phone_rot90.mp4"])
        func measuresLoudness(_ name: String) throws {
            let sample = try Sample(name)
            let found = try #require(try sample.watched().sound?.loudnessLUFS)
            let judged = try Judge.loudness(sample.file).integrated
            #expect(abs(found - judged) < 0.1, "\(found) against \(judged)")
        }

        @Test("loudness of stereo, of 44.1 kHz and of telephone sound is measured")
        func measuresEveryShape() throws {
            for shape in ["-ac 2 -ar 44100", "-ac 1 -ar 16000", "-ac 2 -ar 48000"] {
                let sample = try Media.make("-i \(Spoilt.voice) -t 4 \(shape) -c:a pcm_s16le -f wav")
                let found = try #require(try sample.watched().sound)
                #expect(abs(try #require(found.loudnessLUFS) - (try Judge.loudness(sample.file).integrated)) < 0.1)
                #expect(abs(found.seconds - 4) < 0.01)
            }
        }

        @Test("silence is what ffmpeg's silencedetect finds")
        func measuresSilence() throws {
            let sample = try Media.make(
                "-f lavfi -i sine=d=6,volume='if(between(t,1,3.5),0,1)':eval=frame -c:a pcm_s16le -f wav")
            let found = try #require(try sample.watched().sound)
            let judged = try Judge.meters(sample.file, sound: "silencedetect=n=-45dB:d=0.5")
            #expect(abs(found.silentSeconds - Judge.sum(after: "silence_duration:", in: judged)) < 0.02)
            #expect(abs(found.silentSeconds - 2.5) < 0.1)
        }

        @Test("black is what ffmpeg's blackdetect finds")
        func measuresBlack() throws {
            let sample = try Media.make(
                "-f lavfi -i testsrc2=s=320x240:r=15:d=6,drawbox=c=black:t=fill:enable='between(t,2,4)' -c:v libx264 -preset ultrafast -f mp4"
            )
            let found = try #require(try sample.watched().pictures)
            let judged = try Judge.meters(sample.file, pictures: "blackdetect=d=0.3")
            #expect(abs(found.blackSeconds - Judge.sum(after: "black_duration:", in: judged)) < 0.7)
            #expect(abs(found.blackSeconds - 2) < 0.7)
        }

        @Test("a frozen camera is what ffmpeg's freezedetect finds")
        func measuresFreezing() throws {
            let sample = try Spoilt.recording(.cameraFrozen)
            let found = try #require(try sample.watched().pictures)
            let judged = try Judge.meters(sample.file, pictures: "freezedetect=d=5")
            let start = try #require(Judge.numbers(after: "freeze_start:", in: judged).first)
            #expect(abs(found.frozenSeconds - (found.seconds - start)) < 1, "\(found), judged from \(start)")
        }

        @Test("a canvas that stands still is no frozen camera, and its time is told")
        func sparesCanvases() throws {
            let still = try Media.make(
                "-f lavfi -i testsrc2=s=320x240:r=1:d=1,loop=90:1,fps=15 -t 6 -c:v libx264 -preset ultrafast -f mp4")
            let slides = try Media.make(
                "-f lavfi -i testsrc2=s=320x240:r=1/6:d=18,fps=10 -c:v libx264 -preset ultrafast -f mp4")
            for sample in [still, slides] {
                let health = try #require(try sample.health())
                #expect(health.verdicts == [], "\(health)")
                #expect((health.frozenRatio ?? 0) > 0.9)
            }
        }

        @Test("a gap without frames shows the last picture")
        func countsGaps() throws {
            let sample = try Media.make(
                "-i \(Spoilt.speaker) -an -vf scale=160:-2,fps=10,setpts=PTS+8/TB*gte(N\\,25) -vsync vfr -c:v libvpx -deadline realtime -f webm"
            )
            let health = try #require(try sample.health())
            #expect(health.verdicts == ["cameraFrozen"], "\(health)")
            #expect(abs((health.frozenRatio ?? 0) - 8.0 / 14) < 0.05)
        }

        @Test("watching changes nothing in the check itself, and leaves no handle behind")
        func leavesTheCheckAlone() throws {
            let before = HandleLedger.made - HandleLedger.freed
            do {
                let sample = try Sample("cr_webm_vp8_opus.webm")
                let plain = try sample.work().check()
                var watched = try sample.watched()
                #expect(watched.extras.count == 3 && watched.sound != nil && watched.pictures != nil)
                (watched.sound, watched.pictures, watched.extras) = (nil, nil, [])
                #expect(plain == watched)
            }
            #expect(HandleLedger.made - HandleLedger.freed == before)
        }
    }
}
