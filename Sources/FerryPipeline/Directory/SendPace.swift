import Glibc
import Synchronization

/// A limit of bytes a second that several writers share: each reserves its turn and waits for it.
final class SendPace: Sendable {
    private struct State {
        var bytesPerSecond: Int64?
        var freeAt = 0.0
    }

    private let state = Mutex(State())

    /// Changes the limit from now on; `nil` is none.
    func set(_ bytesPerSecond: Int64?) {
        state.withLock { state in
            state.bytesPerSecond = bytesPerSecond
            state.freeAt = 0
        }
    }

    /// Bytes to write at once: a tenth of a second's worth, 1 MiB at most.
    var stepBytes: Int {
        state.withLock { state in state.bytesPerSecond.map { Int(min(max($0 / 10, 1), 1 << 20)) } ?? 1 << 20 }
    }

    /// Waits, on the calling thread, until so many bytes may go.
    ///
    /// - Parameter isCancelled: Asked every 50 ms; a cancelled wait ends at once.
    func wait(for bytes: Int, isCancelled: () -> Bool) {
        let due = state.withLock { state -> Double? in
            guard let rate = state.bytesPerSecond, rate > 0 else { return nil }
            let start = max(Self.now, state.freeAt)
            state.freeAt = start + Double(bytes) / Double(rate)
            return start
        }
        guard let due else { return }
        while !isCancelled(), case let left = due - Self.now, left > 0 { usleep(UInt32(min(left, 0.05) * 1e6)) }
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
