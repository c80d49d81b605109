import FerryCore
import Synchronization

/// Gives an encode up when its trial is lost.
final class TrialWatch: Sendable {
    private struct State {
        var trial: EncodeTrial
        var secondsDone = 0.0
        var isLost = false
        var giveUp: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>
    private let elapsed: @Sendable () -> Double

    /// - Parameter elapsed: Seconds since the encoder was started.
    init(_ trial: EncodeTrial, elapsed: @escaping @Sendable () -> Double) {
        state = Mutex(State(trial: trial))
        self.elapsed = elapsed
    }

    /// Whether it was given up.
    var isLost: Bool { state.withLock { $0.isLost } }
    /// The share of the media that was encoded until then.
    var share: Double { state.withLock { $0.trial.mediaSeconds > 0 ? $0.secondsDone / $0.trial.mediaSeconds : 0 } }

    /// Takes the encoder's progress.
    func advance(_ progress: MediaProgress) {
        let elapsed = elapsed()
        let giveUp = state.withLock { state -> (@Sendable () -> Void)? in
            guard !state.isLost else { return nil }
            state.secondsDone = progress.secondsDone
            state.isLost = state.trial.isLost(secondsDone: progress.secondsDone, elapsedSeconds: elapsed)
            return state.isLost ? state.giveUp : nil
        }
        giveUp?()
    }

    /// Does the work, which is cancelled when the trial is lost.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(FerryError) -> Value
    ) async throws(FerryError) -> Value {
        let task = Task { () -> Result<Value, FerryError> in
            do throws(FerryError) { return .success(try await work()) } catch { return .failure(error) }
        }
        let isLost = state.withLock { state in
            state.giveUp = { task.cancel() }
            return state.isLost
        }
        if isLost { task.cancel() }
        return try await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }.get()
    }
}
