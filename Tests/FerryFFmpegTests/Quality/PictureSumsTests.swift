import CFerryPictures
import Testing

/// The sums of the C door against the plainest way to write them.
@Suite struct PictureSumsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var width: Int
        var height: Int
        var testDescription: String { "\(width)x\(height)" }
    }

    /// Sides below, at and between multiples of the sixteen samples of a vector.
    static let rows = [
        Row(width: 1, height: 1), Row(width: 7, height: 3), Row(width: 15, height: 8), Row(width: 16, height: 16),
        Row(width: 17, height: 5), Row(width: 44, height: 44), Row(width: 47, height: 10), Row(width: 64, height: 9),
    ]

    /// Invented samples; the same seed gives the same.
    struct Samples {
        static let margin = 4
        let width: Int
        let bytes: [UInt8]

        init(seed: UInt64, width: Int, height: Int) {
            self.width = width + 2 * Self.margin
            var state = seed
            bytes = (0..<self.width * (height + 2 * Self.margin)).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                // Mostly the ends of the range, where sums would overflow first.
                let byte = UInt8(truncatingIfNeeded: state >> 56)
                return byte < 80 ? 0 : (byte > 176 ? 255 : byte)
            }
        }

        func at(_ x: Int, _ y: Int) -> Int { Int(bytes[(y + Self.margin) * width + x + Self.margin]) }

        func lend<T>(_ body: (UnsafePointer<UInt8>) -> T) -> T {
            bytes.withUnsafeBufferPointer { body($0.baseAddress! + Self.margin * width + Self.margin) }
        }
    }

    @Test("sums are those of the plain loops", arguments: rows, [1, 2, 3] as [UInt64])
    func sums(_ row: Row, _ seed: UInt64) {
        let (width, height) = (row.width, row.height)
        let now = Samples(seed: seed, width: width, height: height)
        let before = Samples(seed: seed + 100, width: width, height: height)
        let earlier = Samples(seed: seed + 200, width: width, height: height)
        let places = (0..<height).flatMap { y in (0..<width).map { (x: $0, y: y) } }
        func plain(_ one: (Int, Int) -> Int) -> UInt64 { places.reduce(0) { $0 + UInt64(abs(one($1.x, $1.y))) } }
        let (columns, rows) = (Int32(width), Int32(height))
        now.lend { a in
            before.lend { b in
                earlier.lend { c in
                    let stride = now.width
                    #expect(
                        ferry_squared_error(a, stride, b, stride, columns, rows)
                            == plain { (now.at($0, $1) - before.at($0, $1)) * (now.at($0, $1) - before.at($0, $1)) })
                    #expect(
                        ferry_change(a, stride, b, stride, columns, rows)
                            == plain { now.at($0, $1) - before.at($0, $1) })
                    #expect(
                        ferry_second_change(a, stride, b, stride, c, stride, columns, rows)
                            == plain { now.at($0, $1) - 2 * before.at($0, $1) + earlier.at($0, $1) })
                    #expect(
                        ferry_spatial_activity(a, stride, columns, rows) == plain { x, y in Self.edge(now, x, y) })
                }
            }
        }
    }

    private static func edge(_ picture: Samples, _ x: Int, _ y: Int) -> Int {
        var sum = 0
        for (row, weights) in [[-1, -2, -1], [-2, 12, -2], [-1, -2, -1]].enumerated() {
            for (column, weight) in weights.enumerated() { sum += weight * picture.at(x + column - 1, y + row - 1) }
        }
        return sum
    }

    @Test("similarity is that of the plain loops", arguments: [(8, 8), (19, 13), (40, 24), (66, 34)])
    func similarity(_ width: Int, _ height: Int) {
        let first = Samples(seed: 7, width: width, height: height)
        let second = Samples(seed: 8, width: width, height: height)
        var sum = 0.0
        var count = 0.0
        for y in stride(from: 0, through: height / 4 * 4 - 8, by: 4) {
            for x in stride(from: 0, through: width / 4 * 4 - 8, by: 4) {
                sum += Self.window(first, second, x, y)
                count += 1
            }
        }
        var room = [UInt32](repeating: 0, count: ferry_similarity_room(Int32(width)))
        let found = first.lend { a in
            second.lend { ferry_similarity(a, first.width, $0, second.width, Int32(width), Int32(height), &room) }
        }
        #expect(abs(found - sum / count) < 1e-5)
    }

    private static func window(_ first: Samples, _ second: Samples, _ x: Int, _ y: Int) -> Double {
        var (a, b, squares, products) = (0.0, 0.0, 0.0, 0.0)
        for v in y..<y + 8 {
            for u in x..<x + 8 {
                let (p, q) = (Double(first.at(u, v)), Double(second.at(u, v)))
                a += p / 64
                b += q / 64
                squares += (p * p + q * q) / 63
                products += p * q / 63
            }
        }
        let (light, contrast) = (0.0001 * 255 * 255, 0.0009 * 255 * 255)
        let variances = squares - (a * a + b * b) * 64 / 63
        let covariance = products - a * b * 64 / 63
        return (2 * a * b + light) * (2 * covariance + contrast) / ((a * a + b * b + light) * (variances + contrast))
    }
}
