import Testing

@testable import FerryFFmpeg

@Suite struct PictureFitTests {
    /// A coded picture, how it is shown, the canvas, and what it is scaled to.
    struct Row: Sendable {
        var coded: (Int, Int)
        var aspect = 1.0
        var turn = 0
        var canvas: (Int, Int)
        var scaled: (Int, Int)
    }

    static let rows = [
        Row(coded: (640, 480), canvas: (640, 480), scaled: (640, 480)),
        Row(coded: (320, 240), canvas: (640, 480), scaled: (640, 480)),
        Row(coded: (854, 480), canvas: (640, 480), scaled: (640, 360)),
        Row(coded: (480, 640), canvas: (640, 480), scaled: (360, 480)),
        Row(coded: (853, 481), canvas: (852, 480), scaled: (852, 480)),
        Row(coded: (853, 481), canvas: (854, 482), scaled: (854, 482)),
        Row(coded: (640, 360), turn: 90, canvas: (360, 640), scaled: (640, 360)),
        Row(coded: (720, 576), aspect: 16.0 / 15.0, canvas: (768, 576), scaled: (768, 576)),
        Row(coded: (1, 10_000), canvas: (640, 480), scaled: (2, 480)),
    ]

    @Test("a picture fits whole and with its right shape", arguments: rows)
    func fits(_ row: Row) {
        let fit = PictureFit(
            coded: PictureSize(width: row.coded.0, height: row.coded.1), sampleAspect: row.aspect,
            orientation: Orientation(clockwise: row.turn, isMirrored: false),
            canvas: PictureSize(width: row.canvas.0, height: row.canvas.1))
        #expect(fit.scaled == PictureSize(width: row.scaled.0, height: row.scaled.1))
        let hasBars = fit.shown != fit.canvas
        #expect(fit.filters.contains { $0.hasPrefix("pad=") } == hasBars)
        #expect(fit.shown.width <= fit.canvas.width && fit.shown.height <= fit.canvas.height)
    }

    @Test("bars lie evenly on both sides, on even lines")
    func centres() {
        let fit = PictureFit(
            coded: PictureSize(width: 854, height: 480), sampleAspect: 1, orientation: .upright,
            canvas: PictureSize(width: 640, height: 480))
        #expect(fit.filters.contains("pad=640:480:0:60"))
    }

    @Test(
        "display matrices are read",
        arguments: [
            ((65536, 0, 0, 65536), 0, false), ((0, 65536, -65536, 0), 90, false), ((-65536, 0, 0, -65536), 180, false),
            ((0, -65536, 65536, 0), 270, false), ((-65536, 0, 0, 65536), 0, true), ((65536, 0, 0, -65536), 180, true),
            ((0, 0, 0, 0), 0, false), ((Int(Int32.min), 1, 1, Int(Int32.min)), 180, false),
        ])
    func readsMatrix(matrix: (Int, Int, Int, Int), clockwise: Int, isMirrored: Bool) {
        let numbers = (Int32(matrix.0), Int32(matrix.1), Int32(matrix.2), Int32(matrix.3))
        #expect(Orientation(matrix: numbers) == Orientation(clockwise: clockwise, isMirrored: isMirrored))
    }
}
