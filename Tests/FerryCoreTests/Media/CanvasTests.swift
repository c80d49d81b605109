import FerryCore
import Testing

@Suite struct CanvasTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var coded: (Int, Int)
        var aspect = 1.0
        var rotation = 0
        var expected: (Int, Int)
        var testDescription: String { "\(coded) aspect \(aspect) turned \(rotation)" }
    }

    @Test(
        "a picture becomes upright, square and even, never larger and never cropped",
        arguments: [
            Row(coded: (640, 480), expected: (640, 480)),
            Row(coded: (853, 481), expected: (852, 480)),
            Row(coded: (641, 397), expected: (640, 396)),
            Row(coded: (1920, 1080), expected: (1280, 720)),
            Row(coded: (1080, 1920), expected: (720, 1280)),
            Row(coded: (640, 360), rotation: 90, expected: (360, 640)),
            Row(coded: (1920, 1080), rotation: 270, expected: (720, 1280)),
            Row(coded: (1920, 1080), rotation: 180, expected: (1280, 720)),
            Row(coded: (720, 576), aspect: 16.0 / 15, expected: (720, 540)),
            Row(coded: (720, 576), aspect: 0.5, expected: (360, 576)),
            Row(coded: (720, 576), aspect: 2, rotation: 90, expected: (288, 720)),
            Row(coded: (1366, 768), expected: (1280, 720)),
            Row(coded: (1281, 1281), expected: (1280, 1280)),
            Row(coded: (1280, 719), expected: (1280, 718)),
            Row(coded: (1, 1), expected: (2, 2)),
            Row(coded: (4000, 2), expected: (1280, 2)),
            Row(coded: (640, 480), aspect: 0, expected: (640, 480)),
        ])
    func fits(row: Row) throws {
        let track = MediaTrack(
            index: 0, kind: .video, codec: "vp8", packets: 1, width: row.coded.0, height: row.coded.1,
            rotation: row.rotation, sampleAspect: row.aspect)
        let canvas = try #require(Canvas.shown(track)).fitted(longSide: 1280)
        #expect(canvas == Canvas(width: row.expected.0, height: row.expected.1))
    }

    @Test("a size that is not known gives no canvas", arguments: [(nil, 480), (0, 480), (640, nil)] as [(Int?, Int?)])
    func unknown(width: Int?, height: Int?) {
        #expect(
            Canvas.shown(MediaTrack(index: 0, kind: .video, codec: "vp8", packets: 1, width: width, height: height))
                == nil)
    }

    @Test("for any size both sides are even, within the limit and not larger than the source")
    func anySize() {
        var random = FixedRandom(seed: 7)
        for _ in 0..<5000 {
            let source = Canvas(
                width: Int.random(in: 2...8000, using: &random), height: Int.random(in: 2...8000, using: &random))
            let canvas = source.fitted(longSide: 1280)
            #expect(canvas.width % 2 == 0 && canvas.height % 2 == 0, "\(source)")
            #expect(canvas.width <= min(1280, source.width) && canvas.height <= min(1280, source.height), "\(source)")
            let scale = min(1, 1280.0 / Double(max(source.width, source.height)))
            #expect(abs(Double(canvas.width) - Double(source.width) * scale) <= 2, "\(source)")
            #expect(abs(Double(canvas.height) - Double(source.height) * scale) <= 2, "\(source)")
        }
    }
}
