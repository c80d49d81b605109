import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct PictureTests {
        @Test("a turned picture is turned as ffmpeg turns it, and the matrix is gone")
        func turns() throws {
            let sample = try Sample("hard/phone_rot90.mp4")
            let file = try sample.encode(Tasks.interview(sample.probe())).assembled()
            #expect(try Likeness.luma(file, sample.file, filter: "null") > 30)
            #expect(try Sample(data: Data(contentsOf: file.url)).probe().mainVideo?.rotation == 0)
        }

        @Test("a picture that changes its size is fitted whole onto one canvas")
        func fits() throws {
            let sample = try Sample("cr_canvas_resized_webm_vp8.webm")
            let rendition = try sample.encode(Tasks.interview(sample.probe()))
            // A canvas is recorded with alpha, even when nothing of it can be seen through.
            #expect(rendition.track(.video)?.notes == ["alpha over black", "sizeChange"])
            let file = try rendition.assembled()
            let fit =
                "scale=640:480:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=lanczos,pad=640:480:-1:-1"
            #expect(try Likeness.luma(file, sample.file, filter: fit) > 28)
        }

        @Test("pixels that are not square become square")
        func squares() throws {
            let source = try Media.make("-f lavfi -i testsrc2=s=180x144:r=10:d=1,setsar=16/11 -c:v libx264 -f mp4")
            let probe = try source.probe()
            #expect(abs((probe.mainVideo?.sampleAspect ?? 0) - 16.0 / 11) < 0.001)
            let judged = try Judge.probe(source.encode(Tasks.interview(probe)).assembled())
            #expect(judged.video?.width == 260 && judged.video?.height == 144)
            #expect(judged.video?.sampleAspectRatio == "1:1")
        }

        @Test("HDR is brought to BT.709", .enabled(if: ColourRoad.Tools.here == .all))
        func mapsTones() throws {
            let source = try Media.make(
                "-f lavfi -i testsrc2=s=160x120:r=10:d=1 -c:v libx265 -pix_fmt yuv420p10le -color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc -x265-params log-level=none -f mp4"
            )
            let probe = try source.probe()
            #expect(probe.mainVideo?.colorTransfer == "smpte2084")
            let rendition = try source.encode(Tasks.interview(probe))
            let judged = try Judge.probe(rendition.assembled())
            #expect(judged.video?.colorTransfer == "bt709" && judged.video?.pixFmt == "yuv420p")
            #expect(rendition.track(.video)?.notes == ["hdr"])
        }

        @Test("VP8 says that its colours are BT.601")
        func tagsColours() throws {
            let sample = try Sample("cr_short_300ms_webm.webm")
            let judged = try Judge.probe(sample.encode(Tasks.interview(sample.probe())).assembled())
            #expect(judged.video?.colorSpace == "smpte170m" && judged.video?.colorRange == "tv")
        }
    }
}
