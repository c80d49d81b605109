/// Why a way was taken, with its numbers, as one line.
struct AdviserReason: Sendable {
    /// Bytes a second.
    var uplink: Double
    /// The encode that was thought of.
    var way: AdvisedWay
    /// Seconds until the queue is done.
    var seconds: Double
    /// The same, had nothing been changed.
    var otherwise: Double

    /// The line: `uplink 1250000 B/s, encoder 2.4 times as fast as the media plays: queue done in 41 s, else in 96 s`.
    var text: String {
        let media = way.task?.expectedSeconds ?? 0
        let speed = way.encodeSeconds > 0 && media > 0 ? media / way.encodeSeconds : nil
        let encoder = speed.map { ", encoder \(PlainNumber.text($0)) times as fast as the media plays" } ?? ""
        return
            "uplink \(PlainNumber.text(uplink.rounded())) B/s\(encoder): queue done in \(PlainNumber.text(seconds)) s, "
            + "else in \(PlainNumber.text(otherwise)) s"
    }
}
