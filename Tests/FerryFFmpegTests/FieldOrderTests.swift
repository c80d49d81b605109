import FerryCore
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct FieldOrderTests {
        private static let pictures = "-f lavfi -i testsrc2=s=160x120:r=50:d=0.4"

        private static func x264(_ order: String) -> String {
            "\(pictures) -vf interlace=scan=\(order) -c:v libx264 -flags +ildct+ilme -x264opts \(order)=1"
        }

        @Test(
            "the order of fields is what container or bitstream say",
            arguments: [
                ("\(x264("tff")) -f mp4", "tt"), ("\(x264("bff")) -f mp4", "bb"),
                ("\(x264("tff")) -f matroska", "tb"), ("\(x264("bff")) -f mpegts", "bb"),
                ("\(pictures) -c:v libx264 -f mp4", "progressive"), ("\(pictures) -c:v libvpx -f webm", "progressive"),
            ])
        func order(arguments: String, order: String) throws {
            let probe = try Media.make(arguments).probe()
            let video = try #require(probe.mainVideo)
            #expect(video.fieldOrder == order && video.isInterlaced == (order != "progressive"))
            let plan = try MediaPlanner.plan(probe: probe, preset: .interview).plan
            let why = plan.reasons.first { $0.code == .interlacing }
            #expect(why?.value == order && why?.limit == "progressive")
            #expect(why?.verdict == (video.isInterlaced ? .convert : .keep))
        }

        @Test("a browser's recording is not taken for interlaced")
        func silent() throws {
            let video = try #require(try Sample("cr_webm_vp8_opus.webm").probe().mainVideo)
            #expect(!video.isInterlaced)
        }
    }
}
