import CFerryFFmpeg
import Testing

@testable import FerryFFmpeg

@Suite struct ExtremeTests {
    static let extremes: [Int64] = [.min, .min + 1, -(1 << 60), -1, 0, 1, 90_000, 1 << 52, 1 << 60, .max - 1, .max]

    @Test("times at the ends of 64 bits trap nowhere", arguments: extremes, extremes)
    func survives(first: Int64, second: Int64) {
        var timeline = Timeline(origin: first)
        var dropper = FrameDropper(maxRate: 30, ticksPerSecond: 90_000)
        var spacing = FrameSpacing()
        var clock = AudioClock(rate: 48_000)
        var times = CopiedTimes()
        for time in [first, second, first, 0, second] {
            _ = timeline.pass(track: 0, time: time, duration: second)
            _ = timeline.pass(track: 1, time: second, duration: first)
            _ = dropper.decide(at: time)
            spacing.add(at: time, stated: second)
            _ = clock.take(at: time, samples: 960)
            _ = times.fix(presentation: second, decoding: time)
        }
        #expect(spacing.end >= -(1 << 62))
    }

    @Test("a packet's absurd times are taken off, sound ones stay")
    func sanitizes() throws {
        let packet = try PacketHandle()
        func sanitized(_ pts: Int64, _ dts: Int64, _ duration: Int64, base: Int32 = 1000) -> [Int64] {
            packet.pointer.pointee.pts = pts
            packet.pointer.pointee.dts = dts
            packet.pointer.pointee.duration = duration
            PacketTime.sanitize(packet, base: .init(num: 1, den: base))
            return [packet.pointer.pointee.pts, packet.pointer.pointee.dts, packet.pointer.pointee.duration]
        }
        let none = Int64.min
        #expect(sanitized(40, 0, 33) == [40, 0, 33])
        #expect(sanitized(1_770_000_000_000, 1_770_000_000_000, 20) == [1_770_000_000_000, 1_770_000_000_000, 20])
        #expect(sanitized(.max, 10, .max) == [none, 10, 0])
        #expect(sanitized(.min + 1, .max, -5) == [none, none, 0])
        #expect(sanitized(3_700_000, 0, 0) == [none, 0, 0])
        #expect(sanitized(.max, .max, .max, base: .max) == [none, none, 0])
    }
}
