import Glibc
import Synchronization

/// How a connection waits while another process has the lock of the database: it looks again after each short pause, so
/// many times. After each pause somebody may be told, to send those away who do not want to wait so long.
final class LockWait: Sendable {
    /// Seconds of a pause.
    static let pauseSeconds = 0.005

    private let pauses: Int
    private let paused = Mutex<(@Sendable () -> Void)?>(nil)

    /// - Parameter seconds: How long a connection waits at most.
    init(seconds: Double) { pauses = Int((seconds / Self.pauseSeconds).rounded(.up)) }

    /// Has somebody told after each pause, on the thread of the connection that waits.
    func tell(_ body: @escaping @Sendable () -> Void) { paused.withLock { $0 = body } }

    /// Pauses once. Blocks.
    ///
    /// - Parameter earlier: Pauses of this wait so far.
    /// - Returns: Whether to look again.
    func pause(after earlier: Int) -> Bool {
        guard earlier < pauses else { return false }
        usleep(UInt32(Self.pauseSeconds * 1e6))
        paused.withLock { $0 }?()
        return true
    }
}
