import FerryCore
import Testing

@Suite struct UploadLifetimeTests {
    private func lifetime(_ heard: [(now: Double, expiresIn: Double)], isNew: Bool = true) -> UploadLifetime {
        var lifetime = UploadLifetime()
        if isNew { lifetime.beganAnew() }
        return heard.reduce(into: lifetime) { $0.heard(expiresIn: $1.expiresIn, now: $1.now) }
    }

    private func verdict(
        _ lifetime: UploadLifetime, now: Double, remaining: Int64, total: Int64 = 1000, rate: Double? = 10
    ) -> UploadLifetime.Verdict {
        lifetime.verdict(now: now, remainingBytes: remaining, totalBytes: total, bytesPerSecond: rate)
    }

    @Test("without a word from the server, or without a rate, all is fine")
    func unknown() {
        #expect(verdict(UploadLifetime(), now: 0, remaining: 1000) == .fine)
        let known = lifetime([(0, 10), (1, 9), (2, 8)])
        #expect(verdict(known, now: 2, remaining: 1000, rate: nil) == .fine)
    }

    @Test("a deadline that moves with every chunk is none")
    func moving() {
        let moving = lifetime([(0, 10), (5, 10), (10, 10), (15, 10)])
        #expect(verdict(moving, now: 15, remaining: 900) == .fine)
    }

    @Test("an upload that will be finished in time goes on")
    func inTime() {
        let fixed = lifetime([(0, 100), (10, 90), (20, 80)])
        #expect(verdict(fixed, now: 20, remaining: 600) == .fine)
    }

    @Test("one that will not is renewed before it dies, when a new one would be finished in time")
    func renewal() {
        let fixed = lifetime([(0, 150), (60, 90), (100, 50)])
        #expect(verdict(fixed, now: 100, remaining: 600) == .renew(needed: 72, left: 50))
    }

    @Test("where not even a new one would do, that is said")
    func hopeless() {
        let fixed = lifetime([(0, 100), (10, 90), (20, 80)])
        #expect(verdict(fixed, now: 20, remaining: 900) == .hopeless(needed: 120, whole: 100))
    }

    @Test("of an upload that was begun by an earlier run, whose whole life is unknown, nothing is said")
    func resumed() {
        let old = lifetime([(0, 100), (10, 90), (20, 80)], isNew: false)
        #expect(verdict(old, now: 20, remaining: 900) == .fine)
    }

    @Test("a new upload begins with a new deadline, and the old one's length of life is remembered")
    func anew() {
        var fixed = lifetime([(0, 150), (60, 90), (100, 50)])
        fixed.beganAnew()
        #expect(fixed.deadline == nil)
        fixed.heard(expiresIn: 140, now: 101)
        #expect(verdict(fixed, now: 102, remaining: 1000) == .fine)
    }
}
