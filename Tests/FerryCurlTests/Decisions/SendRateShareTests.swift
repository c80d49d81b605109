import FerryCore
import Testing

@testable import FerryCurl

@Suite struct SendRateShareTests {
    /// Lets lanes send as much as they may, in steps of time, and gives the bytes of each.
    private func run(
        _ share: inout SendRateShare, lanes: [UInt64], from begin: Double, seconds: Double
    ) -> [UInt64: Int] {
        var sent: [UInt64: Int] = [:]
        var now = begin
        while now < begin + seconds {
            for lane in lanes {
                while case .bytes(let count) = share.grant(lane, 64 * 1024, at: now) { sent[lane, default: 0] += count }
            }
            now += 0.001
        }
        return sent
    }

    @Test("without a limit everything is granted")
    func unlimited() {
        var share = SendRateShare()
        share.join(1, at: 0)
        #expect(share.grant(1, 1_000_000, at: 0) == .bytes(1_000_000))
    }

    @Test("one lane gets the whole limit and never more", arguments: [1000, 123_456, 50_000_000] as [Int64])
    func oneLane(limit: Int64) {
        var share = SendRateShare()
        share.setLimit(limit, at: 0)
        share.join(1, at: 0)
        let sent = run(&share, lanes: [1], from: 0, seconds: 5)[1] ?? 0
        #expect(Double(sent) <= Double(limit) * 5)
        #expect(Double(sent) >= Double(limit) * 5 * 0.98)
    }

    @Test("lanes share evenly, anew whenever one begins or ends")
    func even() {
        var share = SendRateShare()
        share.setLimit(90_000, at: 0)
        for lane in [1, 2, 3] as [UInt64] { share.join(lane, at: 0) }
        let three = run(&share, lanes: [1, 2, 3], from: 0, seconds: 2)
        for lane in [1, 2, 3] as [UInt64] { #expect(abs((three[lane] ?? 0) - 60_000) <= 2000) }
        share.leave(3, at: 2)
        let two = run(&share, lanes: [1, 2], from: 2, seconds: 2)
        for lane in [1, 2] as [UInt64] { #expect(abs((two[lane] ?? 0) - 90_000) <= 4000) }
    }

    @Test("a changed limit holds from now on, without a burst")
    func changed() {
        var share = SendRateShare()
        share.setLimit(10_000, at: 0)
        share.join(1, at: 0)
        _ = run(&share, lanes: [1], from: 0, seconds: 1)
        share.setLimit(100_000, at: 1)
        let faster = run(&share, lanes: [1], from: 1, seconds: 1)[1] ?? 0
        #expect((95_000...101_000).contains(faster))
        share.setLimit(nil, at: 2)
        #expect(share.grant(1, 5_000_000, at: 2) == .bytes(5_000_000))
    }

    @Test("after a long pause no more than the burst is saved up")
    func burst() {
        var share = SendRateShare()
        share.setLimit(100_000, at: 0)
        share.join(1, at: 0)
        #expect(share.grant(1, 1_000_000, at: 1000) == .bytes(5000))
    }

    @Test("who waits as long as told may send", arguments: [1, 7, 1000, 1_000_000] as [Int64])
    func waiting(limit: Int64) {
        var share = SendRateShare()
        share.setLimit(limit, at: 0)
        share.join(1, at: 0)
        guard case .wait(let seconds) = share.grant(1, 10_000, at: 0) else {
            Issue.record("an empty bucket granted bytes")
            return
        }
        guard case .bytes(let count) = share.grant(1, 10_000, at: seconds * 1.000_001) else {
            Issue.record("the wait was too short")
            return
        }
        #expect(count >= 1)
    }

    @Test("a limit below one byte is one byte", arguments: [0, -5] as [Int64])
    func tooLow(limit: Int64) {
        var share = SendRateShare()
        share.setLimit(limit, at: 0)
        share.join(1, at: 0)
        #expect(share.grant(1, 10, at: 1.5) == .bytes(1))
    }
}
