import FerryCore
import HTTPTypes

/// How far a server's clock is from ours, by the `Date` of a reply (RFC 9110 section 6.6.1), which has whole seconds.
enum ClockSkew {
    static func check(_ response: HTTPTransferResponse, now: Timestamp, limit: Double) -> HealthCheck {
        guard let text = response.head.headerFields[.date] else {
            return .notRun("clock", "the server does not tell the time")
        }
        guard let theirs = Timestamp(httpDate: text) else {
            return .notRun("clock", "the server's time cannot be read")
        }
        let skew = now.seconds(since: theirs)
        // A whole second is lost by the form, and the reply was on its way.
        guard abs(skew) > limit + 1 + response.timings.total else {
            return .good("clock", "ours and the server's differ by \(Int(abs(skew).rounded())) s at most")
        }
        return .fault(
            "clock", "ours is \(Int(abs(skew))) s \(skew > 0 ? "ahead of" : "behind") the server's",
            next: "set this machine's clock, such as with timedatectl set-ntp true")
    }
}
