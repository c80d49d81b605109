import Testing

@testable import FerryFFmpeg

@Suite struct FrameSpacingTests {
    @Test("the last frame gets a stated duration, or the usual one when none can be believed")
    func extendsLast() {
        var spacing = FrameSpacing()
        for time in stride(from: Int64(0), through: 30_000, by: 3000) { spacing.add(at: time, stated: 90) }
        #expect(spacing.lastDuration == 3000 && spacing.end == 33_000)
        spacing.add(at: 33_000, stated: 2970)
        #expect(spacing.end == 35_970)
    }

    @Test("a single frame has the duration that is stated, or none")
    func handlesOne() {
        var spacing = FrameSpacing()
        #expect(spacing.end == 0)
        spacing.add(at: 100, stated: 0)
        #expect(spacing.end == 100)
        var stated = FrameSpacing()
        stated.add(at: 100, stated: 50)
        #expect(stated.end == 150)
    }

    @Test("the index of a WebM gets room for every entry, within bounds")
    func makesRoom() {
        #expect(IndexRoom.bytes(entries: 0) == IndexRoom.bytes(entries: IndexRoom.usualEntries))
        #expect(IndexRoom.bytes(entries: 1000) >= 1000 * 30)
        #expect(IndexRoom.bytes(entries: .max) < 64 << 20)
    }
}
