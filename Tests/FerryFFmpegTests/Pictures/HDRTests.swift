import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite(.enabled(if: ColourRoad.Tools.here == .all)) struct HDRTests {
        static let encoders = [
            "-c:v libx265 -preset ultrafast -x265-params log-level=none:crf=8 -f mp4",
            "-c:v libx264 -preset ultrafast -qp 6 -f mp4",
            "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -crf 8 -b:v 0 -f webm",
            "-c:v libsvtav1 -preset 12 -crf 10 -f webm",
        ]
        private static let greys = ["000000", "303030", "606060", "909090", "C0C0C0", "FFFFFF"]

        private func source(_ transfer: String, _ encoder: String, tags: String? = nil) throws -> Sample {
            try Media.stripes(
                Self.greys, size: "32x64",
                filter:
                    "zscale=rin=pc:min=gbr:pin=709:tin=709:r=tv:m=2020_ncl:p=2020:t=\(transfer):npl=203,format=yuv420p10le",
                encoder:
                    "\(tags ?? "-colorspace bt2020nc -color_primaries bt2020") -color_trc \(transfer) -color_range tv \(encoder)"
            )
        }

        @Test(
            "HDR becomes BT.709: said so, neutral, in order, white bright", arguments: ["smpte2084", "arib-std-b67"],
            encoders)
        func mapsTones(transfer: String, encoder: String) throws {
            try judge(source(transfer, encoder))
        }

        @Test("HDR that names only its transfer is taken for BT.2020", arguments: ["smpte2084", "arib-std-b67"])
        func mapsBareTransfer(_ transfer: String) throws { try judge(source(transfer, Self.encoders[1], tags: "")) }

        private func judge(_ source: Sample) throws {
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let file = try rendition.assembled()
            let judged = try #require(try Judge.probe(file).video)
            #expect(judged.pixFmt == "yuv420p" && judged.colorRange == "tv" && judged.colorSpace == "bt709")
            #expect(judged.colorTransfer == "bt709" && judged.colorPrimaries == "bt709")
            #expect(rendition.track(.video)?.notes == ["hdr"])
            let found = try Judge.picture(file).stripes(Self.greys.count)
            for (darker, lighter) in zip(found, found.dropFirst()) { #expect(lighter.green > darker.green + 8) }
            for colour in found {
                #expect(max(colour.red, colour.blue, colour.green) - min(colour.red, colour.blue, colour.green) <= 6)
            }
            // White of 203 cd/m², as BT.2408 has it, is no full white on HDR displays and none here.
            #expect(found[0].green <= 4 && (150...235).contains(found[5].green), "\(found)")
        }
    }
}
