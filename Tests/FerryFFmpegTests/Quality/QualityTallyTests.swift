import FerryCore
import Testing

@testable import FerryFFmpeg

@Suite struct QualityTallyTests {
    private func tally(_ pictures: [(Double, Double)]) -> QualityTally {
        var tally = QualityTally(width: 100, height: 100)
        for (time, error) in pictures {
            tally.add(at: time, errors: PictureErrors(luma: error, blue: error, red: error), similarity: 0.5)
        }
        return tally
    }

    @Test("pieces give what one run gives, also when a second is cut in two and pieces come late")
    func merges() throws {
        let pictures = (0..<40).map { (Double($0) * 0.1, Double(100 + $0)) }
        let whole = tally(pictures)
        var pieces = tally(Array(pictures[..<13]))
        pieces.merge(tally(Array(pictures[27...])))
        pieces.merge(tally(Array(pictures[13..<27])))
        #expect(pieces.seconds.map(\.index) == [0, 1, 2, 3])
        let (first, second) = (try #require(whole.quality), try #require(pieces.quality))
        #expect(abs(first.mean - second.mean) < 1e-9 && abs(first.worstSecond - second.worstSecond) < 1e-9)
        #expect(first.pictures == second.pictures && abs(first.ssim - 0.5) < 1e-9)
    }

    @Test("the mean is that of errors, not of decibels, and the worst second is lower")
    func figures() throws {
        // 10 log10(100 x 100 x 255^2 / 2550^2) = 20 dB for the mean error of 2550.
        let quality = try #require(tally([(0, 100), (1, 5000)]).quality)
        #expect(abs(quality.mean - 20) < 1e-9)
        #expect(abs(quality.worstSecond - 14.151) < 0.001)
    }

    @Test("luma counts six times as much as each other plane")
    func combines() throws {
        var tally = QualityTally(width: 100, height: 100)
        tally.add(at: 0, errors: PictureErrors(luma: 2550, blue: 127.5, red: 12.75), similarity: 1)
        #expect(abs(try #require(tally.quality).combined - (6 * 20 + 40 + 60) / 8) < 1e-9)
    }

    @Test("nothing compared gives no figures; no error at all gives the best")
    func extremes() {
        #expect(tally([]).quality == nil)
        #expect(tally([(0, 0)]).quality?.mean == QualityTally.best)
        #expect(tally([(.nan, 1), (-5, 1), (1e300, 1)]).seconds.map(\.index) == [0, 1_000_000_000])
    }
}

@Suite struct BlockGridTests {
    @Test(
        "blocks grow with the picture",
        arguments: [(40, 40, 0), (96, 64, 4), (320, 240, 12), (640, 480, 24), (1280, 720, 44), (3840, 2160, 128)])
    func sides(_ width: Int, _ height: Int, _ side: Int) {
        #expect(BlockGrid(width: width, height: height).side == side)
    }

    @Test("blocks cover the picture once; the high-pass leaves its border out")
    func covers() {
        let grid = BlockGrid(width: 642, height: 362)
        let blocks = grid.blocks()
        #expect(blocks.reduce(0) { $0 + $1.width * $1.height } == 642 * 362)
        #expect(blocks.compactMap(grid.inner).reduce(0) { $0 + $1.width * $1.height } == 640 * 360)
    }

    @Test("no block weighs more than the heaviest beside and above it")
    func evens() {
        var weights = BlockWeights()
        for activity in [10.0, 10, 10, 10, 0, 10, 10, 10, 0] { weights.add(spatial: activity, temporal: 0) }
        weights.evenOut(columns: 3)
        #expect(weights.values == [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    }

    @Test("change counts twice, calm has a floor, and what is too small weighs 1")
    func weighs() {
        var weights = BlockWeights()
        weights.add(spatial: 10, temporal: 5)
        weights.add(spatial: 0, temporal: 0)
        weights.add(spatial: nil, temporal: 9)
        #expect(weights.values == [0.05, 0.25, 1])
    }
}
