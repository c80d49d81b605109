import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct RefusalTests {
        @Test(
            "what is no media, or may not be opened, is refused by name",
            arguments: [
                ("hard/cr_zero_webm.webm", FerryError.Code.mediaEmptyRecording),
                ("hard/moov_missing.mp4", .mediaNoIndex),
                ("hard/html.webm", .mediaNotMedia),
                ("hard/chunk_lost_first.webm", .mediaNoHeader),
                ("hard/hls_sibling.webm", .mediaForbiddenFormat),
                ("hard/ffconcat_sibling.mp4", .mediaForbiddenFormat),
                ("hard/streams_200.mkv", .mediaTooManyStreams),
                ("hard/bomb_vp8_16383.webm", .mediaTooManyPixels),
            ])
        func refuses(name: String, code: FerryError.Code) throws {
            let sample = try Sample(name)
            let error = #expect(throws: FerryError.self) { try sample.probe() }
            #expect(error?.code == code)
        }

        @Test("no byte at all is an empty source")
        func refusesNothing() throws {
            let sample = try Sample(data: Data())
            let error = #expect(throws: FerryError.self) { try sample.probe() }
            #expect(error?.code == .sourceEmpty)
        }

        @Test("a picture that grows above the limit in the middle is refused")
        func refusesGrowth() throws {
            let sample = try Sample("cr_canvas_resized_webm_vp8.webm")
            let limits = MediaLimits(maxPixels: 640 * 480)
            let error = #expect(throws: FerryError.self) { try sample.work(limits: limits).probe() }
            #expect(error?.code == .mediaTooManyPixels)
        }

        @Test("random bytes neither crash nor hang", arguments: UInt64(1)...6)
        func survivesNoise(seed: UInt64) throws {
            var state = seed
            let heads: [[UInt8]] = [
                [0x1a, 0x45, 0xdf, 0xa3], [0, 0, 0, 24] + Array("ftypisom".utf8), Array("OggS".utf8),
                Array("RIFF".utf8), [],
            ]
            for head in heads {
                let noise = (0..<20_000).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return UInt8(truncatingIfNeeded: state >> 33)
                }
                let sample = try Sample(data: Data(head + noise))
                _ = try? sample.probe()
            }
        }

        @Test("work that was called off ends as cancelled")
        func isCancelled() throws {
            let sample = try Sample("cr_webm_vp8_opus.webm")
            let task = try Tasks.interview(sample.probe())
            let (output, log) = (try ScratchFile(), try ScratchFile())
            let work = sample.work(isCancelled: { true })
            #expect(throws: FerryError(.cancelled, "the work was called off")) { try work.probe() }
            #expect(throws: FerryError(.cancelled, "the work was called off")) {
                try work.encode(task, into: output.descriptor, log: log.descriptor)
            }
        }

        @Test("a container that cannot hold a codec, a missing track and odd sides are refused before any byte")
        func refusesImpossibleTasks() throws {
            let sample = try Sample("cr_webm_h264_opus.mkv")
            let probe = try sample.probe()
            var odd = Tasks.interview(probe)
            odd.video?.encoding?.width = 641
            var absent = Tasks.interview(probe)
            absent.audio?.sourceIndex = 7
            let nothing = MediaEncodeTask(container: .mp4, video: nil, audio: nil)
            for task in [Tasks.copy(probe, into: .webm), Tasks.copy(probe, into: .ogg), odd, absent, nothing] {
                let (output, log) = (try ScratchFile(), try ScratchFile())
                let error = #expect(throws: FerryError.self) {
                    try sample.work().encode(task, into: output.descriptor, log: log.descriptor)
                }
                #expect(error?.code == .mediaForbiddenFormat)
                #expect(try Data(contentsOf: output.url).isEmpty)
            }
        }

        @Test("a rendition never grows above its limit")
        func keepsOutputLimit() throws {
            let sample = try Sample("cr_webm_vp8_opus.webm")
            let task = try Tasks.interview(sample.probe())
            let error = #expect(throws: FerryError.self) {
                try sample.encode(task, limits: MediaLimits(maxOutputBytes: 10_000))
            }
            #expect(error?.code == .mediaWorkerStopped)
        }

        @Test("a source that is shorter than its layout has changed")
        func noticesChange() throws {
            let sample = try Sample("cr_mp4_avc1_opus.mp4")
            let layout = ObjectLayout(wholeFile: .asset, length: Int64(sample.data.count + 4096))
            let work = FFmpegWork(input: sample.file.descriptor, layout: layout, limits: MediaLimits())
            let error = #expect(throws: FerryError.self) { try work.probe() }
            #expect(error?.code == .sourceChanged)
        }
    }
}
