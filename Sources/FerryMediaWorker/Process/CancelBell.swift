import CFerrySandbox
import FerryCore
import Glibc

/// Wakes the thread that watches a worker when the caller's task is cancelled.
///
/// An eventfd: ringing never blocks, may come from any thread, and stays rung. Sendable because the descriptor is only
/// written and waited on, and closed after the last reference is gone.
final class CancelBell: Sendable {
    /// Readable once rung.
    let number: Int32

    init() throws(FerryError) {
        number = ferry_open_bell()
        guard number >= 0 else { throw SystemFault("eventfd").error }
    }

    deinit { close(number) }

    func ring() { _ = ferry_ring_bell(number) }
}
