import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct DenoisedPieceTests {
        /// One picture that stands still for more than one piece under grain that does not.
        private static let source = Result {
            try Media.make(
                "-f lavfi -i testsrc=s=96x64:r=15:d=0.06 -vf trim=end_frame=1,loop=179:1,setpts=N/15/TB,"
                    + "noise=c0s=4:c0f=t:c0_seed=3 -c:v libx264 -qp 0 -preset ultrafast -g 20 -pix_fmt yuv420p -f matroska"
            )
        }

        private func task(_ sample: Sample) throws -> MediaEncodeTask {
            var task = try Tasks.interview(sample.probe())
            task.video?.encoding?.crf = 1
            task.video?.encoding?.maxRate = 0
            task.video?.encoding?.denoises = true
            return task
        }

        @Test("grain does not come back where a piece begins")
        func hasNoSeam() throws {
            let sample = try Self.source.get()
            let file = try sample.encode(task(sample)).assembled()
            let said = try Judge.meters(
                file, pictures: "signalstats,metadata=print:key=lavfi.signalstats.YDIF:file=/dev/stderr")
            let moves = Judge.numbers(after: "YDIF=", in: said)
            try #require(moves.count == 180)
            let usual = moves[60..<140].sorted()[40]
            // The denoiser of the first piece has seen nothing before: that is what a seam would look like.
            #expect(moves[1] > 1.25 * usual, "\(moves[1]), usually \(usual)")
            // A key frame differs a little from those before by itself; without the run-up it is 2.6 times as much, and the
            // next 1.5 times.
            #expect(moves[150] < 2 * usual && moves[151] < 1.25 * usual, "\(moves[145...155]), usually \(usual)")
        }

        @Test("denoised pieces are the same from several encoders")
        func isRepeatable() throws {
            let sample = try Self.source.get()
            var task = try task(sample)
            let alone = try sample.encode(task).assembled().contents()
            task.encoders = 2
            #expect(try sample.encode(task).assembled().contents() == alone)
        }
    }
}
