import FerryCore
import Testing

@testable import FerryCurl

@Suite struct TransferWatchTests {
    private let limits = TransferLimits(connectTimeout: 3, firstByteTimeout: 5, stallRate: 100, stallTime: 2)

    private func watch(_ bodyBytes: Int64) -> TransferWatch {
        TransferWatch(limits: limits, bodyBytes: bodyBytes, begin: 0)
    }

    @Test("no connection in time is a failure to connect")
    func connect() {
        let watch = watch(10)
        #expect(watch.nextLook(at: 1) == 2)
        #expect(watch.verdict(at: 3) == nil)
        #expect(watch.verdict(at: 3.01)?.kind == .connect)
    }

    @Test("without a body the first byte is waited for from the connection on")
    func firstByteWithoutBody() {
        var watch = watch(0)
        watch.connected(at: 2)
        #expect(watch.verdict(at: 7) == nil)
        #expect(watch.nextLook(at: 6) == 1)
        #expect(watch.verdict(at: 7.01)?.kind == .firstByte)
    }

    @Test("with a body the first byte is waited for from its last byte on")
    func firstByteAfterBody() {
        var watch = watch(1000)
        watch.sent(400, at: 1)
        watch.sent(600, at: 4)
        #expect(watch.verdict(at: 9) == nil)
        #expect(watch.verdict(at: 9.01)?.kind == .firstByte)
    }

    @Test("a body below its rate stalls, one above it does not")
    func stall() {
        var watch = watch(10_000)
        watch.connected(at: 0)
        watch.sent(200, at: 0.1)
        #expect(watch.verdict(at: 2) == nil)
        #expect(watch.verdict(at: 2.5)?.kind == .stall)
        watch.sent(500, at: 2.6)
        #expect(watch.verdict(at: 2.7) == nil)
    }

    @Test("a stall time of nothing switches the stall off")
    func stallOff() {
        let limits = TransferLimits(stallRate: 100, stallTime: 0)
        var watch = TransferWatch(limits: limits, bodyBytes: 10, begin: 0)
        watch.connected(at: 0)
        #expect(watch.verdict(at: 1e6) == nil)
        #expect(watch.nextLook(at: 1) == .infinity)
    }

    @Test("a reply that begins and stands still is a timeout")
    func reply() {
        var watch = watch(0)
        watch.connected(at: 0)
        watch.received(300, at: 1)
        #expect(watch.verdict(at: 2.9) == nil)
        #expect(watch.verdict(at: 3.2)?.kind == .timeout)
    }

    @Test("a reply is bounded also when the body's stall is switched off")
    func replyWithoutStall() {
        let limits = TransferLimits(firstByteTimeout: 5, stallRate: 0, stallTime: 0)
        var watch = TransferWatch(limits: limits, bodyBytes: 0, begin: 0)
        watch.connected(at: 0)
        watch.received(1, at: 1)
        #expect(watch.verdict(at: 5.9) == nil)
        #expect(watch.verdict(at: 6.5)?.kind == .timeout)
    }

    @Test("a refusal in the middle of the body starts the reply's time once, however often it is told")
    func refused() {
        var watch = watch(10_000)
        watch.sent(500, at: 0.5)
        watch.received(100, at: 1)
        for tick in 10...100 { watch.bodyEnded(at: Double(tick) / 10) }
        #expect(watch.verdict(at: 10)?.kind == .timeout)
    }

    @Test("a reply that began before the body was out is waited for from the body's end on")
    func earlyReply() {
        var watch = watch(100)
        watch.received(50, at: 0.1)
        watch.sent(100, at: 1)
        #expect(watch.verdict(at: 2.9) == nil)
        #expect(watch.verdict(at: 3)?.kind == .timeout)
    }
}
