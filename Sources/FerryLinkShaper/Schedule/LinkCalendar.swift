/// When a link is dark. Times are seconds from the start of the link.
struct LinkCalendar: Sendable, Hashable {
    let blackout: LinkShape.Blackout?

    /// The first moment from `time` on at which something passes.
    func light(at time: Double) -> Double {
        guard let blackout else { return time }
        let begin = begin(of: time, blackout)
        return time < begin + blackout.period - blackout.seconds ? time : begin + blackout.period
    }

    /// The moment at which the link was lit for `seconds` since `time`.
    func after(_ seconds: Double, from time: Double) -> Double {
        guard let blackout else { return time + seconds }
        let start = light(at: time)
        let span = blackout.period - blackout.seconds
        let end = begin(of: start, blackout) + span
        guard seconds > end - start else { return start + seconds }
        let left = seconds - (end - start)
        let whole = (left / span).rounded(.down)
        // What ends with a lit span ends there, not after the dark that follows.
        let spans = left > 0 && whole * span == left ? whole - 1 : whole
        return end + blackout.seconds + spans * blackout.period + (left - spans * span)
    }

    /// The beginning of the period that `time` lies in.
    private func begin(of time: Double, _ blackout: LinkShape.Blackout) -> Double {
        var begin = (time / blackout.period).rounded(.down) * blackout.period
        // The product may come out a hair above or below.
        if begin + blackout.period <= time { begin += blackout.period }
        return begin
    }
}
