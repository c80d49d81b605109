import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct DamageTests {
        @Test("a cut recording gives what there is")
        func savesCut() throws {
            let sample = try Sample("hard/cut_70pct.webm")
            let rendition = try sample.encode(Tasks.interview(sample.probe()))
            let judged = try Judge.probe(rendition.assembled())
            #expect(judged.video?.frames == 43)
            #expect(rendition.result.damage.map(\.code) == ["truncated"])
            #expect(rendition.result.unreadBytes > 0)
            #expect(abs(judged.seconds - 4.21) < 0.05)
        }

        @Test("two joined recordings follow each other")
        func joins() throws {
            let sample = try Sample("hard/two_webm_joined.webm")
            let probe = try sample.probe()
            #expect(abs((probe.durationSeconds ?? 0) - 5.94) < 0.1)
            let rendition = try sample.encode(Tasks.interview(probe))
            #expect(rendition.result.damage.map(\.code) == ["joined"])
            let judged = try Judge.probe(rendition.assembled())
            #expect(judged.video?.frames == 52)
            #expect(abs(judged.seconds - 5.94) < 0.1)
        }

        @Test("flipped bits are counted and never fatal", arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
        func survivesFlips(seed: UInt64) throws {
            var data = try Sample("cr_webm_vp8_opus.webm").data
            var state = seed
            for _ in 0..<60 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                data[1000 + Int(state >> 33) % (data.count - 1000)] ^= 1 << UInt8(state >> 60 & 7)
            }
            let sample = try Sample(data: data)
            guard let probe = try? sample.probe(), probe.mainVideo != nil else { return }
            guard let rendition = try? sample.encode(Tasks.interview(probe)) else { return }
            #expect(rendition.result.layout.length < 16 << 20)
            let check = try rendition.check()
            let track = try #require(rendition.track(.video))
            #expect(check.tracks.first { $0.kind == .video }?.frames == track.framesOut)
            #expect(track.framesOut + track.framesDropped == track.framesIn)
        }

        @Test("undecodable frames are counted")
        func countsFaults() throws {
            let sample = try Sample("hard/flip_4.webm")
            let rendition = try sample.encode(Tasks.interview(sample.probe()))
            let track = try #require(rendition.track(.video))
            #expect(track.decodeErrors > 0 && track.framesIn < 59)
        }

        @Test("a hole of ten hours is refused at the probe, by one sentence that names it")
        func refusesTimeBomb() throws {
            let bomb = try Media.make(
                "-f lavfi -i testsrc2=s=64x48:r=10:d=2 -vf setpts=PTS+gte(N\\,10)*36000/TB -fps_mode passthrough -c:v libvpx -f webm"
            )
            let error = #expect(throws: FerryError.self) { try bomb.probe() }
            #expect(error?.code == .mediaNotMedia)
            #expect(error?.message.contains("a gap of 10 hours") == true)
        }

        @Test("missing sound becomes silence, so that picture and sound stay together")
        func fillsSilence() throws {
            let source = try Media.make(
                "-f lavfi -i testsrc2=s=64x48:r=10:d=4 -f lavfi -i sine=d=4 -af aselect=not(between(t\\,1\\,2.5)) -c:v libvpx -c:a libopus -f webm"
            )
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let audio = try #require(rendition.track(.audio))
            #expect(audio.notes.contains { $0.contains("silence") })
            #expect(abs(audio.secondsOut - 4) < 0.1)
            let file = try rendition.assembled()
            let found = try Judge.run(
                "ffmpeg",
                ["-nostdin", "-i", file.url.path, "-af", "silencedetect=n=-50dB:d=1", "-f", "null", "-"])
            #expect(String(decoding: found.errors, as: UTF8.self).contains("silence_duration: 1.4"))
        }

        @Test("every hard input ends soon, and handles are freed whatever happens")
        func freesHandles() throws {
            let before = HandleLedger.made - HandleLedger.freed
            let folder = Sample.folder.appending(path: "hard")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let sample = try Sample("hard/" + name)
                guard let probe = try? sample.probe() else { continue }
                _ = try? sample.encode(Tasks.interview(probe))
                _ = try? sample.encode(Tasks.copy(probe, into: .webm))
                let calls = CallCount()
                let output = try ScratchFile()
                let work = sample.work(isCancelled: { calls.next() > 20 })
                _ = try? work.encode(Tasks.interview(probe), into: output.descriptor, log: ScratchFile().descriptor)
            }
            #expect(HandleLedger.made > 100)
            #expect(HandleLedger.made - HandleLedger.freed == before)
        }
    }
}
