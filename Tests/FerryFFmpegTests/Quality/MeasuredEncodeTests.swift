import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct MeasuredEncodeTests {
        /// Twelve seconds, so two pieces, that need no scaling: what goes into the encoder is what the file holds.
        static func source() throws -> Sample {
            try Media.make(
                "-f lavfi -i testsrc2=s=192x144:r=15:d=12,noise=alls=10:allf=t -pix_fmt yuv420p -c:v libx264 -preset ultrafast -qp 14 -f mp4"
            )
        }

        @Test(
            "what is measured while encoding is what comparing the files gives",
            arguments: [VideoSettings.Codec.h264, .av1])
        func measures(_ codec: VideoSettings.Codec) throws {
            let source = try Self.source()
            let probe = try source.probe()
            let task = codec == .av1 ? AV1Tests.task(probe) : Tasks.interview(probe)
            let rendition = try source.encode(task)
            let quality = try #require(rendition.result.quality)
            let compared = try #require(Comparison.tally(source, rendition.reopened(), rate: 15).quality)
            #expect(quality.pictures == 180 && compared.pictures == 180)
            // The second piece does not know the picture before its first one; nothing else differs.
            #expect(abs(quality.mean - compared.mean) < 0.05)
            #expect(abs(quality.combined - compared.combined) < 0.05)
            #expect(abs(quality.ssim - compared.ssim) < 0.0001)
            #expect(quality.worstSecond < quality.mean && quality.worstSecond > quality.mean - 15)
        }

        @Test("nothing is measured when that is not asked, and the bytes are the same")
        func isOptional() throws {
            let source = try Media.make("-f lavfi -i testsrc2=s=160x120:r=15:d=2 -c:v libx264 -f mp4")
            var task = try Tasks.interview(source.probe())
            let measured = try source.encode(task)
            task.video?.measuresQuality = false
            let plain = try source.encode(task)
            #expect(measured.result.quality != nil && plain.result.quality == nil)
            #expect(try measured.reopened().data == plain.reopened().data)
        }

        @Test("frames that are dropped to keep the rate are no loss of quality")
        func leavesDroppedOut() throws {
            let source = try Media.make("-f lavfi -i testsrc2=s=160x120:r=60:d=2 -c:v libx264 -preset ultrafast -f mp4")
            let rendition = try source.encode(Tasks.interview(source.probe()))
            let quality = try #require(rendition.result.quality)
            #expect(quality.pictures == rendition.track(.video)?.framesOut)
        }
    }
}
