import FerryCore
import Synchronization

/// Turns the worker's progress into events.
final class EncodeMeter: Sendable {
    private let estimate: Mutex<ProgressEstimate>
    private let tracker: JobTracker
    private let clock: any FerryClock
    private let started: Timestamp

    init(tracker: JobTracker, clock: any FerryClock, task: MediaEncodeTask, bytes: Int64) {
        estimate = Mutex(ProgressEstimate(expectedSeconds: task.expectedSeconds, bytesTotal: bytes))
        self.tracker = tracker
        self.clock = clock
        started = clock.now()
    }

    func advance(_ progress: MediaProgress) {
        let elapsed = clock.now().seconds(since: started)
        emit { $0.advance(progress, elapsedSeconds: elapsed) }
    }

    /// The share of the media that is encoded.
    var share: Double { estimate.withLock { $0.percent / 100 } }

    func finish() { emit { $0.finish() } }

    private func emit(_ step: (inout ProgressEstimate) -> Void) {
        let event = estimate.withLock { estimate in
            step(&estimate)
            return FerryEvent.EncodeProgress(
                percent: estimate.percent, secondsDone: estimate.secondsDone, secondsTotal: estimate.secondsTotal,
                etaSeconds: estimate.etaSeconds)
        }
        tracker.emit(.encodeProgress(event))
    }
}
