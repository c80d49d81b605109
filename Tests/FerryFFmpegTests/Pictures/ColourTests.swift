import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct ColourTests {
        /// One way in which a source can store its colours.
        struct Case: CustomTestStringConvertible, Sendable {
            var testDescription: String
            /// Filters that bring RGB stripes to what is encoded.
            var filter: String
            /// The encoder, its tags and the container.
            var encoder: String
            /// What the rendition says: matrix, and transfer where it matters.
            var matrix: String
            var transfer: String?
            var size = "48x64"
            var colours = ["C83C50", "3C50C8", "808080", "F0F0F0"]

            init(
                _ name: String, _ filter: String, _ encoder: String, matrix: String, transfer: String? = nil,
                size: String = "48x64", colours: [String] = ["C83C50", "3C50C8", "808080", "F0F0F0"]
            ) {
                testDescription = name
                self.filter = filter
                self.encoder = encoder
                self.matrix = matrix
                self.transfer = transfer
                self.size = size
                self.colours = colours
            }
        }

        private static func yuv(_ matrix: String, _ format: String, range: String = "tv") -> String {
            "scale=out_color_matrix=\(matrix):out_range=\(range):flags=accurate_rnd+full_chroma_int,format=\(format)"
        }
        private static func tags(_ space: String, _ range: String = "tv") -> String {
            "-colorspace \(space) -color_primaries \(space) -color_trc \(space == "bt470bg" ? "smpte170m" : space) -color_range \(range)"
        }
        private static let avc = "-c:v libx264 -preset ultrafast -qp 4 -f mp4"
        private static let hevc = "-c:v libx265 -preset ultrafast -x265-params log-level=none:crf=6 -f mp4"
        private static let vp9 = "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -crf 6 -b:v 0 -f webm"
        private static let vp8 = "-c:v libvpx -deadline realtime -cpu-used 8 -crf 4 -b:v 4M -f webm"
        private static let av1 = "-c:v libsvtav1 -preset 12 -crf 8 -f webm"
        private static let wide =
            "zscale=rin=pc:min=gbr:pin=709:tin=709:r=tv:m=2020_ncl:p=2020:t=2020_10,format=yuv420p10le"
        private static let p3 = "zscale=rin=pc:min=gbr:pin=709:tin=709:r=tv:m=709:p=smpte432:t=709,format=yuv420p10le"

        static let cases = [
            Case("BT.709", yuv("bt709", "yuv420p"), "\(tags("bt709")) \(avc)", matrix: "bt709", transfer: "bt709"),
            Case("BT.601, 525 lines", yuv("smpte170m", "yuv420p"), "\(tags("smpte170m")) \(avc)", matrix: "smpte170m"),
            Case("BT.601, 625 lines", yuv("bt470bg", "yuv420p"), "\(tags("bt470bg")) \(avc)", matrix: "bt470bg"),
            Case("untagged, small", yuv("smpte170m", "yuv420p"), avc, matrix: "smpte170m", transfer: "smpte170m"),
            Case(
                "untagged, 720 lines", yuv("bt709", "yuv420p"), avc, matrix: "bt709", transfer: "bt709",
                size: "320x720"),
            Case("VP8 of 720 lines", yuv("smpte170m", "yuv420p"), vp8, matrix: "smpte170m", size: "320x720"),
            Case(
                "H.264 in full range", yuv("bt709", "yuvj420p", range: "pc"), "\(tags("bt709", "pc")) \(avc)",
                matrix: "bt709"),
            Case(
                "VP9 in full range", yuv("bt709", "yuv420p", range: "pc"), "\(tags("bt709", "pc")) \(vp9)",
                matrix: "bt709"),
            Case("H.264 4:4:4", yuv("bt709", "yuv444p"), "\(tags("bt709")) \(avc)", matrix: "bt709"),
            Case(
                "H.264 4:4:4 in full range", yuv("bt709", "yuvj444p", range: "pc"), "\(tags("bt709", "pc")) \(avc)",
                matrix: "bt709"),
            Case("H.264 4:2:2 of 10 bits", yuv("bt709", "yuv422p10le"), "\(tags("bt709")) \(avc)", matrix: "bt709"),
            Case("H.264 in RGB", "format=rgb24", "-c:v libx264rgb -preset ultrafast -qp 4 -f mp4", matrix: "bt709"),
            Case("VP9 in RGB", "format=gbrp", vp9, matrix: "bt709"),
            Case("HEVC of 10 bits", yuv("bt709", "yuv420p10le"), "\(tags("bt709")) \(hevc)", matrix: "bt709"),
            Case("AV1 of 10 bits", yuv("bt709", "yuv420p10le"), "\(tags("bt709")) \(av1)", matrix: "bt709"),
            Case(
                "a screen with the transfer of sRGB", yuv("bt709", "yuv420p"),
                "-colorspace bt709 -color_primaries bt709 -color_trc iec61966-2-1 -color_range tv \(vp9)",
                matrix: "bt709", transfer: "iec61966-2-1"),
            Case(
                "BT.2020 without HDR", wide,
                "-colorspace bt2020nc -color_primaries bt2020 -color_trc bt2020-10 -color_range tv \(hevc)",
                matrix: "bt709", transfer: "bt709"),
            Case(
                "Display P3", p3,
                "-colorspace bt709 -color_primaries smpte432 -color_trc bt709 -color_range tv \(hevc)",
                matrix: "bt709", transfer: "bt709"),
            Case(
                "H.264 without colour", yuv("bt709", "gray"), avc, matrix: "smpte170m",
                colours: ["202020", "808080", "F0F0F0"]),
        ]

        @Test("colours of any storage arrive as a player would have shown them", arguments: cases)
        func keepsColours(_ it: Case) throws {
            let source = try Media.stripes(it.colours, size: it.size, filter: it.filter, encoder: it.encoder)
            let file = try source.encode(Tasks.interview(source.probe())).assembled()
            let judged = try #require(try Judge.probe(file).video)
            #expect(judged.pixFmt == "yuv420p" && judged.colorRange == "tv")
            #expect(judged.colorSpace == it.matrix)
            #expect(judged.colorPrimaries != nil && judged.colorTransfer != nil)
            if let transfer = it.transfer { #expect(judged.colorTransfer == transfer) }
            let found = try Judge.picture(file).stripes(it.colours.count)
            for (found, wanted) in zip(found, it.colours.map(Judge.Colour.init(hex:))) {
                #expect(found.distance(to: wanted) <= 6, "\(found) instead of \(wanted)")
            }
        }

        @Test("white and black keep their levels", arguments: [("tv", "yuv420p"), ("pc", "yuvj420p")])
        func keepsLevels(range: String, format: String) throws {
            let source = try Media.stripes(
                ["000000", "FFFFFF"], size: "96x64", filter: Self.yuv("bt709", format, range: range),
                encoder: "\(Self.tags("bt709", range)) \(Self.avc)")
            let file = try source.encode(Tasks.interview(source.probe())).assembled()
            let answer = try Judge.run(
                "ffmpeg", ["-nostdin", "-v", "error", "-i", file.url.path, "-frames:v", "1", "-f", "rawvideo", "-"])
            let luma = [UInt8](answer.output.prefix(192 * 64))
            #expect(abs(Int(luma[32 * 192 + 48]) - 16) <= 1 && abs(Int(luma[32 * 192 + 144]) - 235) <= 1)
        }
    }
}

extension Media {
    /// A short video of upright stripes, each of `size` and of one colour in RGB.
    static func stripes(_ colours: [String], size: String, filter: String, encoder: String) throws -> Sample {
        let sources = colours.enumerated().map { index, colour in
            "color=0x\(colour):s=\(size):r=10:d=0.3,format=gbrp[s\(index)];"
        }
        let names = colours.indices.map { "[s\($0)]" }.joined()
        return try make("-filter_complex \(sources.joined())\(names)hstack=\(colours.count),\(filter) \(encoder)")
    }
}
