import FerryCore

/// Decides whether the times of a source are so far apart that no recorder can have left them so. A pure value.
///
/// A jump forward that comes back is a run of wrong stamps and can be mended; one that stays, or several, cannot: nobody
/// knows how long the recording is.
struct GapJudgement: Equatable {
    /// Holes that may be closed in one source.
    static let maxHoles = 3

    private var holes = 0
    private var longest = 0.0
    /// Holes that were not come back from.
    private var open: [Double] = []

    /// Takes what was mended on the line of time.
    mutating func note(_ event: Timeline.Event) {
        switch event {
        case .closedHole(let seconds):
            holes += 1
            longest = max(longest, seconds)
            if open.count <= Self.maxHoles { open.append(seconds) }
        case .restarted(let back):
            open.removeAll { $0 <= back * 1.01 }
        }
    }

    /// The refusal, if there has to be one.
    ///
    /// - Parameter absurdStamps: Stamps that lay farther away than any clock counts.
    func refusal(absurdStamps: Int) -> FerryError? {
        if absurdStamps > 0 {
            return Self.refusal("\(absurdStamps) of its time stamps lie more than 142 years away")
        }
        guard holes > Self.maxHoles || !open.isEmpty else { return nil }
        let limit = PlainTime.text(Double(Timeline.holeLimit) / 1_000_000)
        return Self.refusal(
            "there is a gap of \(PlainTime.text(longest)) in its times, and a pause may last \(limit) at most")
    }

    private static func refusal(_ reason: String) -> FerryError {
        FerryError(
            .mediaNotMedia, "the recording's times cannot be believed: \(reason)",
            next: "keep the original; write its times anew with another program")
    }
}

/// Says seconds in the unit in which people would.
enum PlainTime {
    static func text(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "many years" }
        for (unit, name) in [(86_400.0, "days"), (3600, "hours"), (60, "minutes")] where seconds >= 2 * unit {
            return "\(tenths(seconds / unit)) \(name)"
        }
        return "\(tenths(seconds)) seconds"
    }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
