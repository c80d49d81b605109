import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct ChangingPictureTests {
        private static func part(_ size: String, _ filter: String = "null", colour: String = "white") -> String {
            "-f lavfi -i color=\(colour):s=\(size):r=10:d=1 -vf \(filter) -c:v libx264 -preset ultrafast -qp 8 -f mpegts"
        }

        /// Parts of one recording, each with its own shape, as one transport stream.
        private func joined(_ parts: [String]) throws -> Sample {
            let data = try parts.enumerated().map { index, part in
                try Media.make("\(part) -output_ts_offset \(index)").data
            }
            return try Sample(data: data.reduce(Data(), +))
        }

        private func isBlack(_ colour: Judge.Colour) -> Bool { colour.distance(to: .init(0, 0, 0)) <= 4 }
        private func isWhite(_ colour: Judge.Colour) -> Bool { colour.distance(to: .init(255, 255, 255)) <= 4 }

        @Test("a picture that turns and turns back keeps its shape, with bars")
        func keepsShape() throws {
            let source = try joined([Self.part("160x120"), Self.part("120x160"), Self.part("160x120")])
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let file = try rendition.assembled()
            #expect(rendition.track(.video)?.framesOut == 30)
            #expect(rendition.track(.video)?.notes == ["sizeChange"])
            for second in [0.4, 2.4] {
                let picture = try Judge.picture(file, at: second)
                #expect(isWhite(picture[3, 60]) && isWhite(picture[80, 3]))
            }
            // 120x160 on 160x120 is 90x120: 35 columns of black on either side.
            let turned = try Judge.picture(file, at: 1.4)
            #expect(isBlack(turned[30, 60]) && isBlack(turned[129, 60]))
            #expect(isWhite(turned[40, 60]) && isWhite(turned[119, 60]) && isWhite(turned[80, 2]))
        }

        @Test("samples that become wide on the way are shown wide")
        func keepsSampleAspect() throws {
            let source = try joined([Self.part("160x120", "setsar=1"), Self.part("160x120", "setsar=2")])
            let file = try source.encode(Tasks.interview(source.probe())).assembled()
            #expect(try isWhite(Judge.picture(file, at: 0.4)[80, 4]))
            let wide = try Judge.picture(file, at: 1.4)
            #expect(isBlack(wide[80, 24]) && isBlack(wide[80, 95]) && isWhite(wide[2, 60]) && isWhite(wide[80, 36]))
        }

        @Test("samples of a container that names their shape are squared")
        func obeysContainer() throws {
            // 160x120 shown as 240x120: the stream itself says nothing.
            let source = try Media.make(
                "-f lavfi -i color=white:s=160x120:r=10:d=1 -aspect 2 -c:v libvpx -deadline realtime -f webm")
            let probe = try source.probe()
            let file = try source.encode(Tasks.interview(probe)).assembled()
            let judged = try Judge.probe(file).video
            #expect(judged?.width == 240 && judged?.height == 120)
            #expect(try isWhite(Judge.picture(file, at: 0.4)[120, 4]))
        }

        @Test("another storage of colours on the way changes no colour")
        func keepsColours() throws {
            let tags = "scale=out_color_matrix=smpte170m:out_range=tv,format="
            let source = try joined([
                Self.part("160x120", tags + "yuv420p", colour: "0xC83C50"),
                Self.part("160x120", tags + "yuv444p", colour: "0xC83C50"),
                Self.part(
                    "160x120", "scale=out_color_matrix=bt709:out_range=pc,format=yuvj420p -colorspace bt709",
                    colour: "0xC83C50"),
            ])
            let file = try source.encode(Tasks.interview(source.probe())).assembled()
            for second in [0.4, 1.4, 2.4] {
                let found = try Judge.picture(file, at: second)[80, 60]
                #expect(found.distance(to: .init(hex: "C83C50")) <= 6, "\(found) at \(second) s")
            }
        }
    }
}
