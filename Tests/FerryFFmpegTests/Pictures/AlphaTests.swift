import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct AlphaTests {
        static let encoders = [
            "-c:v libvpx -pix_fmt yuva420p -auto-alt-ref 0 -deadline realtime -crf 4 -b:v 2M -f webm",
            "-c:v libvpx-vp9 -pix_fmt yuva420p -auto-alt-ref 0 -deadline realtime -crf 6 -b:v 2M -f webm",
            "-c:v prores_ks -pix_fmt yuva444p10le -f mov",
        ]

        @Test("what can be seen through is laid over black", arguments: encoders)
        func flattens(_ encoder: String) throws {
            let veil = "format=rgba,colorchannelmixer=aa="
            let source = try Media.make(
                "-filter_complex color=white:s=64x64:r=10:d=0.5,\(veil)1[a];color=white:s=64x64:r=10:d=0.5,\(veil)0.5[b];color=0xC83C50:s=64x64:r=10:d=0.5,\(veil)0[c];[a][b][c]hstack=3,scale=out_color_matrix=smpte170m:out_range=tv -colorspace smpte170m \(encoder)"
            )
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let found = try Judge.picture(rendition.assembled()).stripes(3)
            for (found, wanted) in zip(found, [255, 128, 0]) {
                #expect(found.distance(to: .init(wanted, wanted, wanted)) <= 8, "\(found) instead of \(wanted)")
            }
            #expect(rendition.track(.video)?.notes == ["alpha over black"])
        }
    }
}
