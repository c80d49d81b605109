@testable import FerryPipeline

extension SlotGate {
    /// Waits until so many tasks wait for a slot.
    func waitForWaiting(_ count: Int) async { while waitingCount < count { await Task.yield() } }
}
