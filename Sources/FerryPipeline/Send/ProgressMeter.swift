import FerryCore
import Synchronization

/// Turns what the transport sees and the server confirms into progress events, at most five a second while bytes flow.
final class ProgressMeter: Sendable {
    private static let spacing = 0.2

    fileprivate struct State {
        var sentBefore: Int64 = 0
        var underWay: [UInt64: Int64] = [:]
        var nextLane: UInt64 = 0
        var acknowledged: Int64
        var rate: RateEstimate
        /// When the first request with body bytes began.
        var began: Timestamp?
        /// Bytes that were acknowledged since, those of uploads that were begun anew too.
        var gained: Int64 = 0
        var lastEvent: Timestamp
        var firstByte: Timestamp?
    }

    private let state: Mutex<State>
    private let tracker: JobTracker
    private let clock: any FerryClock
    private let total: Int64?

    init(tracker: JobTracker, clock: any FerryClock, acknowledged: Int64, total: Int64?) {
        let now = clock.now()
        state = Mutex(
            State(
                acknowledged: acknowledged, rate: RateEstimate(at: now, bytes: acknowledged),
                lastEvent: now))
        self.tracker = tracker
        self.clock = clock
        self.total = total
    }

    /// When the first body byte of this run left.
    var firstByte: Timestamp? { state.withLock { $0.firstByte } }

    /// Acknowledged bytes a second of late; `nil` while unknown.
    var bytesPerSecond: Double? { state.withLock { $0.rate.bytesPerSecond } }

    /// Acknowledged bytes a second, of late or since the first request of this run, whichever is more: what the link is
    /// known to do for more than a moment. `nil` while unknown.
    var fairBytesPerSecond: Double? {
        let now = clock.now()
        return state.withLock { state in
            let seconds = state.began.map { now.seconds(since: $0) } ?? 0
            let whole = seconds > 0 && state.gained > 0 ? Double(state.gained) / seconds : nil
            return [state.rate.bytesPerSecond, whole].compactMap(\.self).max()
        }
    }

    /// One request with body bytes that is under way.
    struct Lane: Sendable {
        fileprivate let meter: ProgressMeter
        fileprivate let number: UInt64

        /// The request has handed so many body bytes to the network.
        func sent(_ bytes: Int64) { meter.sent(bytes, lane: number) }
        /// The request is over.
        func ended(sent bytes: Int64) { meter.ended(sent: bytes, lane: number) }
    }

    /// Begins to count a request.
    func lane() -> Lane {
        let now = clock.now()
        let number = state.withLock { state in
            state.began = state.began ?? now
            state.nextLane += 1
            state.underWay[state.nextLane] = 0
            return state.nextLane
        }
        return Lane(meter: self, number: number)
    }

    private func sent(_ bytes: Int64, lane: UInt64) {
        let now = clock.now()
        let event = state.withLock { state -> FerryEvent.UploadProgress? in
            guard state.underWay[lane] != nil else { return nil }
            if bytes > 0 { state.firstByte = state.firstByte ?? now }
            state.underWay[lane] = bytes
            guard now.seconds(since: state.lastEvent) >= Self.spacing else { return nil }
            state.lastEvent = now
            return state.event(total: total)
        }
        if let event { tracker.emit(.uploadProgress(event)) }
    }

    private func ended(sent bytes: Int64, lane: UInt64) {
        state.withLock { state in
            state.sentBefore += bytes
            state.underWay[lane] = nil
        }
    }

    /// The server confirmed so many bytes, or more before.
    func acknowledged(atLeast bytes: Int64) {
        if state.withLock({ $0.acknowledged < bytes }) { acknowledged(bytes) }
    }

    /// The server confirmed so many bytes.
    func acknowledged(_ bytes: Int64) {
        let now = clock.now()
        let event = state.withLock { state in
            state.gained += max(0, bytes - state.acknowledged)
            state.acknowledged = bytes
            state.rate.add(bytes, at: now)
            state.lastEvent = now
            return state.event(total: total)
        }
        tracker.emit(.uploadProgress(event))
    }
}

extension ProgressMeter.State {
    fileprivate func event(total: Int64?) -> FerryEvent.UploadProgress {
        let speed = rate.bytesPerSecond
        return FerryEvent.UploadProgress(
            acknowledgedBytes: acknowledged, sentBytes: sentBefore + underWay.values.reduce(0, +), totalBytes: total,
            percent: total.map { $0 > 0 ? Double(acknowledged) / Double($0) * 100 : 100 }, bytesPerSecond: speed,
            etaSeconds: speed.flatMap { speed in total.map { Double($0 - acknowledged) / speed } })
    }
}
