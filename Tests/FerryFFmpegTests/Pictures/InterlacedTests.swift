import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct InterlacedTests {
        /// Fields of the 50 pictures a second that ffmpeg's test source makes, woven together two by two.
        private static func woven(_ order: String, _ encoder: String) -> String {
            let mode = order == "tff" ? "interleave_top" : "interleave_bottom"
            return "-f lavfi -i testsrc2=s=192x128:r=50:d=1,gblur=4 -vf tinterlace=\(mode),setfield=\(order) \(encoder)"
        }
        static let encoders = [
            "-c:v mpeg2video -q:v 2 -flags +ildct+ilme -f mpegts",
            "-c:v libx264 -preset veryfast -qp 10 -flags +ildct+ilme -f mp4",
        ]

        @Test("interlaced pictures are made whole, one for one", arguments: ["tff", "bff"], encoders)
        func deinterlaces(order: String, encoder: String) throws {
            let source = try Media.make(Self.woven(order, encoder))
            let whole = try Media.make("-f lavfi -i testsrc2=s=192x128:r=50:d=1,gblur=4 -c:v libx264 -qp 4 -f mp4")
            #expect(try Judge.combed(source.file) == 25)
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let file = try rendition.assembled()
            let combed = try Judge.combed(file)
            // Blocks of a fast encoder look woven to `idet` in whole pictures too.
            #expect(combed <= 12, "\(combed)")
            let track = try #require(rendition.track(.video))
            #expect(track.framesIn == 25 && track.framesOut == 25 && track.notes == ["interlacing"])
            // The first field of each picture decides its time: every second picture of the source of 50.
            #expect(try Likeness.luma(file, whole.file, filter: "select=not(mod(n\\,2))") > 27)
        }

        @Test("times of made-whole pictures are those of the source")
        func keepsTimes() throws {
            let source = try Media.make(Self.woven("tff", Self.encoders[1]))
            let file = try source.encode(Tasks.interview(source.probe())).assembled()
            let times = try Judge.probe(file, frames: true).times("video")
            #expect(times.count == 25)
            for (index, time) in times.enumerated() { #expect(abs(time - Double(index) / 25) < 0.001) }
        }

        @Test("whole pictures between interlaced ones stay as they are")
        func leavesProgressiveBetween() throws {
            // Whole pictures coded by the tools for interlaced ones: x264 marks them whole, one by one.
            let source = try Media.make(
                "-f lavfi -i testsrc2=s=192x128:r=25:d=1 -c:v mpeg2video -q:v 2 -f mpegts")
            let rendition = try source.encode(Tasks.interview(source.probe()))
            #expect(rendition.track(.video)?.notes == [])
            #expect(try Likeness.luma(rendition.assembled(), source.file, filter: "null") > 34)
        }
    }
}

extension Judge {
    /// How many pictures ffmpeg's `idet` takes for interlaced.
    static func combed(_ file: ScratchFile) throws -> Int {
        let answer = try run(
            "ffmpeg", ["-nostdin", "-v", "info", "-i", file.url.path, "-vf", "idet", "-f", "null", "-"])
        let text = String(decoding: answer.errors, as: UTF8.self)
        guard let counts = text.firstMatch(of: /Multi frame detection: TFF:\s*(\d+) BFF:\s*(\d+)/)?.output else {
            return -1
        }
        return (Int(counts.1) ?? 0) + (Int(counts.2) ?? 0)
    }
}
