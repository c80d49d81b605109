/// The latest requests with body bytes: how many failed, and of what.
struct FailureWindow: Sendable, Equatable {
    /// Requests that are remembered.
    static let size = 64

    private struct Outcome: Equatable {
        var time: Timestamp
        var cause: RetryCause?
    }

    private var outcomes: [Outcome] = []

    /// Takes one event.
    ///
    /// - Returns: Whether it was the outcome of a request.
    mutating func take(_ event: FerryEvent) -> Bool {
        switch event.kind {
        case .chunkAcknowledged: outcomes.append(Outcome(time: event.time, cause: nil))
        case .uploadRetry(let retry): outcomes.append(Outcome(time: event.time, cause: retry.cause))
        default: return false
        }
        if outcomes.count > Self.size { outcomes.removeFirst(outcomes.count - Self.size) }
        return true
    }

    /// Requests that ended.
    var count: Int { outcomes.count }
    /// Those that failed because the server has too much to do.
    var throttled: Int { outcomes.count { [.status429, .status5xx].contains($0.cause) } }
    /// Those that failed on the way.
    var broken: Int {
        outcomes.count { [.connect, .timeout, .firstByte, .stall, .reset, .status408].contains($0.cause) }
    }
    /// Those that went well.
    var fine: Int { outcomes.count { $0.cause == nil } }

    /// Seconds between two failures on the way, on average; `nil` where there are fewer than three.
    var secondsBetweenFailures: Double? {
        guard broken >= 3, let first = outcomes.first, let last = outcomes.last else { return nil }
        let seconds = last.time.seconds(since: first.time)
        return seconds > 0 ? seconds / Double(broken) : nil
    }
}
