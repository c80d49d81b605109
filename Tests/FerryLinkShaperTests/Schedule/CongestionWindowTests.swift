import Testing

@testable import FerryLinkShaper

@Suite struct CongestionWindowTests {
    private let segment = CongestionWindow.segment

    @Test("A full round doubles the window, a loss halves it, then it grows by a segment")
    func story() {
        var window = CongestionWindow()
        var now = 0.0
        func full(_ segments: Double, hasLost: Bool = false) {
            window.sent(Int(segments * segment), at: now, acknowledged: now + 0.1, hasLost: hasLost)
            #expect(window.bytes == segments * segment)
            #expect(window.opensAt == now + 0.1)
            now += 0.1
        }
        full(10)
        full(20)
        full(40, hasLost: true)
        full(20)
        full(21)
        full(22)
    }

    @Test("A window that was not used up does not grow")
    func idle() {
        var window = CongestionWindow()
        for round in 0..<20 { window.sent(100, at: Double(round), acknowledged: Double(round) + 0.1, hasLost: false) }
        #expect(window.bytes == 10 * segment)
        #expect(window.opensAt == nil)
    }

    @Test("It never falls below two segments nor grows without end")
    func bounds() {
        var window = CongestionWindow()
        for round in 0..<40 {
            window.sent(Int(window.bytes), at: Double(round), acknowledged: Double(round) + 0.1, hasLost: true)
        }
        #expect(window.bytes == 2 * segment)
        var open = CongestionWindow()
        for round in 0..<400 {
            open.sent(Int(open.bytes), at: Double(round), acknowledged: Double(round) + 0.1, hasLost: false)
        }
        #expect(open.bytes == CongestionWindow.largest)
    }
}
