import FerryCore
import Synchronization

/// Lets the adviser see what happens, and does what it says: chooses ways, stops what is better done otherwise, and
/// tells each of its decisions as an event.
final class AdviserDesk: MetricsRecorder {
    private struct State {
        var adviser: Adviser
        /// How to stop what is on its way, by job.
        var stops: [JobID: @Sendable () -> Void] = [:]
        /// What was decided of work that is being stopped for it.
        var changes: [JobID: FerryEvent.Decision] = [:]
        var hub: EventHub?
    }

    /// Seconds between two questions of a job that waits for the scout.
    private static let askSeconds = 0.05

    private let state: Mutex<State>
    private let clock: any FerryClock
    private let isTaken: Bool

    /// `nil` where there is no adviser.
    init?(_ parts: PipelineParts, before: Double?) {
        guard parts.adviser.mode != .off else { return nil }
        var rate: Double?
        if case .rate(let known) = parts.planning.uplink { rate = Double(known) }
        let places = parts.jobsAtOnce ?? parts.send.slots + JobPipeline.placesBeyondSlots
        state = Mutex(
            State(adviser: Adviser(settings: parts.adviser, places: places, rate: rate, before: before)))
        clock = parts.clock
        isTaken = parts.adviser.mode == .on
    }

    /// Where decisions are told.
    func tell(_ hub: EventHub) { state.withLock { $0.hub = hub } }

    /// Watches the road. What follows is told and done beside: whoever says an event holds the hub until this returns.
    func record(_ event: FerryEvent) {
        let (told, stop, hub) = state.withLock { state in
            let told = state.adviser.take(event)
            return (told, change(after: event, &state), state.hub)
        }
        guard !told.isEmpty || stop != nil else { return }
        Task {
            for decision in told { hub?.emit(.decision(decision), job: event.jobId) }
            stop?()
        }
    }

    private func change(after event: FerryEvent, _ state: inout State) -> (@Sendable () -> Void)? {
        switch event.kind {
        case .encodeProgress, .uploadProgress: break
        default: return nil
        }
        guard let job = event.jobId, let stop = state.stops[job], state.changes[job] == nil,
            let decision = state.adviser.reconsider(job, at: event.time)
        else { return nil }
        state.changes[job] = decision
        return stop
    }

    /// The way for a job; where advice is only told, the one that was asked for. Waits while another job measures the
    /// uplink.
    ///
    /// - Parameter ways: What may be done, first what was asked for.
    /// - Throws: `cancelled` when the job is stopped meanwhile.
    func choose(_ job: JobID, among ways: [AdvisedWay]) async throws(FerryError) -> AdvisedWay? {
        while true {
            let (advice, hub) = state.withLock { ($0.adviser.advise(job, ways: ways, at: clock.now()), $0.hub) }
            switch advice {
            case .go(let index, let decision):
                if let decision { hub?.emit(.decision(decision), job: job) }
                return isTaken ? ways[index] : nil
            case .wait:
                do { try await clock.sleep(seconds: Self.askSeconds) } catch {
                    throw FerryError(.cancelled, "stopped by request")
                }
            }
        }
    }

    /// Does work that is stopped where another way turns out to be sooner done.
    ///
    /// - Returns: `nil` when it was.
    func watching<Value: Sendable>(
        _ job: JobID, _ work: @escaping @Sendable () async throws(FerryError) -> Value
    ) async throws(FerryError) -> Value? {
        let task = Task { () -> Result<Value, FerryError> in
            do throws(FerryError) { return .success(try await work()) } catch { return .failure(error) }
        }
        state.withLock { $0.stops[job] = { task.cancel() } }
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        let (change, hub) = state.withLock { state in
            state.stops[job] = nil
            return (state.changes.removeValue(forKey: job), state.hub)
        }
        guard let change, !Task.isCancelled, case .failure(let error) = result, error.code == .cancelled else {
            return try result.get()
        }
        hub?.emit(.decision(change), job: job)
        return nil
    }

    /// Whether a job went ahead to measure the uplink, and may be called back.
    func isScout(_ job: JobID) -> Bool { state.withLock { $0.adviser.isScout(job) } }

    /// Bytes that a chunk should have at most, as far as advice is taken.
    var chunkBytes: Int64? { isTaken ? state.withLock { $0.adviser.transfer.chunkBytes } : nil }

    /// How uploads that begin now should try again.
    func policy(_ usual: RetryPolicy) -> RetryPolicy {
        isTaken ? state.withLock { $0.adviser.transfer.policy(usual) } : usual
    }
}
