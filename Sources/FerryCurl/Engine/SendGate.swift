/// The rate limit as the engine's thread sees it: the pure share and the clock.
final class SendGate {
    let clock: EngineClock
    private var share = SendRateShare()

    init(clock: EngineClock) { self.clock = clock }

    /// Sets the limit for all bodies together.
    func setLimit(_ bytesPerSecond: Int64?) { share.setLimit(bytesPerSecond, at: clock.seconds) }

    /// A body begins.
    func join(_ lane: UInt64) { share.join(lane, at: clock.seconds) }

    /// A body ended.
    func leave(_ lane: UInt64) { share.leave(lane, at: clock.seconds) }

    /// What a body may send now.
    func grant(_ lane: UInt64, _ wanted: Int) -> SendRateShare.Grant { share.grant(lane, wanted, at: clock.seconds) }
}
