import FerryCore
import Foundation
import Testing

@testable import FerryFFmpeg

extension FFmpegTests {
    @Suite struct QualitySearchTests {
        /// Calm at first, then busy: no single window stands for all of it.
        static func source(seconds: Int) throws -> Sample {
            try Media.make(
                "-f lavfi -i testsrc2=s=160x120:r=10:d=\(seconds),noise=alls=12:allf=t -pix_fmt yuv420p -c:v libx264 "
                    + "-preset ultrafast -qp 10 -g 20 -f matroska")
        }

        @Test(
            "the setting that is found reaches the target, and the next one does not",
            arguments: [(VideoSettings.Codec.h264, 8), (.h264, 34), (.av1, 24)])
        func finds(_ codec: VideoSettings.Codec, _ seconds: Int) throws {
            let source = try Self.source(seconds: seconds)
            let probe = try source.probe()
            let task = codec == .av1 ? AV1Tests.task(probe) : Tasks.interview(probe)
            let usual = try #require(source.encode(task).result.quality?.mean)
            let target = (usual * 10).rounded() / 10 - 1
            let finding = try source.work().search(task, target: target)
            #expect(finding.isReached && finding.found >= target)
            #expect(finding.windows == (seconds <= 20 ? 1 : 3) && finding.trials <= 6)
            #expect(try #require(task.video?.encoding?.crf) < finding.crf)
            let whole = try quality(source, task, crf: finding.crf)
            let next = try quality(source, task, crf: finding.crf + 1)
            #expect(abs(whole.mean - finding.found) < (seconds <= 20 ? 0.001 : 0.3))
            #expect(next.mean < target + (seconds <= 20 ? 0 : 0.3))
        }

        private func quality(_ source: Sample, _ task: MediaEncodeTask, crf: Double) throws -> MediaQuality {
            var task = task
            task.video?.encoding?.crf = crf
            return try #require(source.encode(task).result.quality)
        }

        @Test("a target out of reach is told from one that is reached")
        func outOfReach() throws {
            let source = try Self.source(seconds: 2)
            let finding = try source.work().search(Tasks.interview(source.probe()), target: 59)
            #expect(!finding.isReached && finding.crf == 10 && finding.found < 59)
        }

        @Test("where no picture is encoded there is nothing to search")
        func noPicture() throws {
            let sample = try Sample("cr_audio_webm_opus.webm")
            let task = try Tasks.voice(sample.probe())
            let error = #expect(throws: FerryError.self) { try sample.work().search(task, target: 35) }
            #expect(error?.code == .mediaForbiddenFormat)
        }
    }
}

@Suite struct SampleWindowsTests {
    private let grid = PieceGrid(ticksPerSecond: 1000)

    @Test("windows lie in order, none over another, each within one piece", arguments: [21.0, 25.5, 40, 61, 600, 7200])
    func lie(_ seconds: Double) {
        let windows = SampleWindows(seconds: seconds, grid: grid, ticksPerSecond: 1000)
        #expect(!windows.isWhole && (3...8).contains(windows.ranges.count))
        var last: Int64 = 0
        for range in windows.ranges {
            #expect(range.lowerBound >= last && range.count == 4000 && Double(range.upperBound) <= seconds * 1000)
            #expect(grid.index(of: range.lowerBound) == grid.index(of: range.upperBound - 1))
            last = range.upperBound
        }
        #expect(Double(last) > seconds * 1000 / 2)
    }

    @Test("a short recording is looked at as a whole", arguments: [(0.0, 1), (9.9, 1), (12, 2), (20, 3)])
    func whole(_ seconds: Double, _ pieces: Int) {
        let windows = SampleWindows(seconds: seconds, grid: grid, ticksPerSecond: 1000)
        #expect(windows.isWhole && windows.ranges.count == pieces)
        #expect(windows.ranges.first?.lowerBound == 0 && windows.ranges.last?.upperBound == .max)
    }
}
