import FerryCore
import FerryPipeline
import Synchronization

/// The machine's clock, which can be set; waits take as long as they are.
final class SettableClock: FerryClock {
    private let machine = SystemFerryClock()
    private let offset = Mutex(0.0)

    /// Sets the clock forward, or back where negative.
    func set(bySeconds seconds: Double) { offset.withLock { $0 += seconds } }

    func now() -> Timestamp { machine.now().advanced(bySeconds: offset.withLock { $0 }) }

    func sleep(seconds: Double) async throws { try await machine.sleep(seconds: seconds) }
}
