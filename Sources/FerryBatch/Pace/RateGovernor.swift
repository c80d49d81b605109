public import FerryCore
import Glibc

/// Keeps the limit of a transport at what a timetable says.
public struct RateGovernor: Sendable {
    /// Seconds between two looks at the clock.
    private static let lookSeconds = 5.0

    private let timetable: RateTimetable
    private let clock: any FerryClock
    private let set: @Sendable (Int64?) -> Void

    /// - Parameter set: Changes the limit; called at the start, and when another begins to hold.
    public init(_ timetable: RateTimetable, clock: any FerryClock, set: @escaping @Sendable (Int64?) -> Void) {
        self.timetable = timetable
        self.clock = clock
        self.set = set
    }

    /// Sets limits until the task is cancelled.
    public func run() async {
        var held: Int64??
        repeat {
            let now = clock.now()
            let limit = timetable.limit(at: now, secondsFromUTC: Self.secondsFromUTC(at: now))
            if held != .some(limit) { set(limit) }
            held = .some(limit)
        } while (try? await clock.sleep(seconds: Self.lookSeconds)) != nil
    }

    /// By how much the clocks of this machine's place are before UTC at a time (`TZ`, else `/etc/localtime`).
    static func secondsFromUTC(at time: Timestamp) -> Int {
        var seconds = time_t(time.microseconds / 1_000_000)
        var parts = tm()
        return localtime_r(&seconds, &parts) == nil ? 0 : parts.tm_gmtoff
    }
}
