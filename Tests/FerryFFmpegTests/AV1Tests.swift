import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct AV1Tests {
        static let recordings: [(String, OutputContainer)] = [
            ("cr_webm_vp8_opus.webm", .mp4), ("cr_canvas_odd_size_vp8.webm", .mp4), ("cr_webm_h264_opus.mkv", .webm),
            ("fx_element_capture.webm", .mp4), ("cr_short_300ms_webm.webm", .mp4), ("hard/phone_rot90.mp4", .mp4),
        ]

        /// The task of an interview with the codecs of `small`.
        static func task(_ probe: MediaProbe, in container: OutputContainer = .mp4) -> MediaEncodeTask {
            var task = Tasks.interview(probe)
            task.container = container
            task.video?.encoding?.codec = .av1
            task.video?.encoding?.speed = "12"
            task.video?.encoding?.crf = 40
            task.video?.encoding?.threads = 2
            if task.audio != nil { task.audio?.encoding = AudioSettings(codec: .opus, bitRate: 24_000) }
            return task
        }

        @Test("every frame is in an AV1 rendition at its own time", arguments: recordings)
        func keepsEveryFrame(_ name: String, _ container: OutputContainer) throws {
            let sample = try Sample(name)
            let probe = try sample.probe()
            let rendition = try sample.encode(Self.task(probe, in: container))
            let plain = try sample.encode(Tasks.interview(probe))
            let file = try rendition.assembled()
            let judged = try Judge.probe(file, frames: true)
            let reference = try Judge.probe(try plain.assembled(), frames: true)
            #expect(judged.video?.codecName == "av1" && judged.video?.pixFmt == "yuv420p")
            #expect(judged.video?.width == reference.video?.width && judged.video?.height == reference.video?.height)
            let (times, wanted) = (judged.times("video"), reference.times("video"))
            #expect(times.count == wanted.count)
            // WebM moves all tracks by the few milliseconds that Opus needs to start.
            let shift = (times.first ?? 1) - (wanted.first ?? 0)
            #expect(abs(shift) < (container == .webm ? 0.008 : 0.001))
            let furthest = zip(times, wanted).map { abs($0 - $1 - shift) }.max() ?? 1
            #expect(furthest < 0.0011)
            #expect(rendition.track(.video)?.codecOut == "av1")
            let check = try rendition.check()
            #expect(check.tracks.map(\.frames) == judged.streams.map(\.frames))
            #expect(check.tracks.allSatisfy { $0.decodeErrors == 0 } && check.isSeekable)
        }

        @Test("the same work gives the same AV1 bytes")
        func isReproducible() throws {
            let sample = try Sample("cr_webm_vp8_opus.webm")
            let task = try Self.task(sample.probe())
            let renditions = try (0..<2).map { _ in try sample.encode(task).reopened().data }
            #expect(renditions[0] == renditions[1])
        }

        @Test(
            "sides that SVT-AV1 cannot take are refused in plain words", arguments: [(62, 480), (640, 48), (641, 480)])
        func refusesSides(_ width: Int, _ height: Int) throws {
            let sample = try Sample("cr_webm_vp8_opus.webm")
            var task = try Self.task(sample.probe())
            task.video?.encoding?.width = width
            task.video?.encoding?.height = height
            let error = #expect(throws: FerryError.self) { try sample.encode(task) }
            #expect(error?.code == .mediaForbiddenFormat && error?.message.contains("\(width)x\(height)") == true)
        }
    }
}
