import FerryLinkShaper
import FerryTesting
import Testing

@Suite struct LinkShapeTests {
    @Test(
        "A shape is read from its text",
        arguments: [
            ("rate=50M", LinkShape(bitsPerSecond: 50e6)),
            ("rate=2.5Mbit", LinkShape(bitsPerSecond: 2.5e6)),
            ("rate=64k", LinkShape(bitsPerSecond: 64e3)),
            ("rate=1G", LinkShape(bitsPerSecond: 1e9)),
            ("rate=8000", LinkShape(bitsPerSecond: 8000)),
            ("delay=40ms", LinkShape(delay: 0.04)),
            ("delay=0.25s", LinkShape(delay: 0.25)),
            ("delay=2", LinkShape(delay: 2)),
            ("loss=1%", LinkShape(loss: 0.01)),
            ("loss=0.02", LinkShape(loss: 0.02)),
            ("blackout=3s/20s", LinkShape(blackout: .init(seconds: 3, every: 20))),
            ("blackout=500ms/2", LinkShape(blackout: .init(seconds: 0.5, every: 2))),
            (
                "loss=1%,blackout=3s/20s,rate=50M,delay=40ms",
                LinkShape(
                    bitsPerSecond: 50e6, delay: 0.04, loss: 0.01, blackout: .init(seconds: 3, every: 20))
            ),
        ])
    func reading(text: String, shape: LinkShape) throws {
        #expect(try LinkShape(text) == shape)
    }

    @Test(
        "What is no shape is refused, and the part at fault is named",
        arguments: [
            ("", ""), ("rate", "rate"), ("rate=", "rate="), ("rate=0", "rate=0"), ("rate=-1M", "rate=-1M"),
            ("rate=fast", "rate=fast"), ("rate=1e9", "rate=1e9"), ("rate=999G", "rate=999G"), ("rate=inf", "rate=inf"),
            ("rate=50M,delay=-1", "delay=-1"), ("delay=61", "delay=61"), ("delay=1m", "delay=1m"),
            ("loss=101%", "loss=101%"), ("loss=0.6", "loss=0.6"), ("loss=nan", "loss=nan"),
            ("blackout=3s", "blackout=3s"), ("blackout=20s/3s", "blackout=20s/3s"), ("blackout=0/3", "blackout=0/3"),
            ("blackout=3s/3s", "blackout=3s/3s"), ("blackout=1/2/3", "blackout=1/2/3"), ("speed=1", "speed=1"),
            ("rate=1M,rate=2M", "rate=2M"), ("rate=1M,", ""), (" rate=1M", " rate=1M"),
        ])
    func refusal(text: String, part: String) {
        let fault = #expect(throws: LinkShapeFault.self) { try LinkShape(text) }
        #expect(fault?.part == part)
        #expect(fault?.reason.isEmpty == false)
    }

    @Test("A shape's own text reads back to the same shape", arguments: [UInt64(7), 8, 9])
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let period = Double(Int.random(in: 2...60_000, using: &random)) / 1000
            let shape = LinkShape(
                bitsPerSecond: Bool.random(using: &random)
                    ? nil : Double(Int.random(in: 1000...900_000_000, using: &random)),
                delay: Double(Int.random(in: 0...60_000, using: &random)) / 1000,
                loss: Double(Int.random(in: 0...500, using: &random)) / 1000,
                blackout: Bool.random(using: &random) ? nil : .init(seconds: period / 2, every: period))
            guard !shape.description.isEmpty else { continue }
            let back = try LinkShape(shape.description)
            #expect(abs((back.bitsPerSecond ?? 0) - (shape.bitsPerSecond ?? 0)) < 1000, "\(shape), seed \(seed)")
            #expect(
                abs(back.delay - shape.delay) < 1e-6 && abs(back.loss - shape.loss) < 1e-6, "\(shape), seed \(seed)")
            #expect((back.blackout == nil) == (shape.blackout == nil))
        }
    }
}
