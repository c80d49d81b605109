import NIOCore
import NIOPosix

/// The threads on which every blocking call of the receiver runs; never the cooperative pool, never an event loop.
struct DiskPool: Sendable {
    /// Enough for one disk: writers, a hash that catches up and a sync do not wait for one another.
    static let threads = 4

    private let pool: NIOThreadPool

    init() {
        pool = NIOThreadPool(numberOfThreads: Self.threads)
        pool.start()
    }

    /// Runs blocking work. Cancelling the task does not skip it: what has arrived is saved in any case.
    func run<Success: Sendable>(_ work: @escaping @Sendable () throws -> Success) async throws -> Success {
        try await withCheckedThrowingContinuation { continuation in
            pool.submit { state in
                guard state == .active else { return continuation.resume(throwing: CancellationError()) }
                continuation.resume(with: Result(catching: work))
            }
        }
    }

    /// Starts blocking work that nobody waits for.
    func start(_ work: @escaping @Sendable () -> Void) {
        pool.submit { state in if state == .active { work() } }
    }

    /// Ends the threads after the work that was begun.
    func stop() async { try? await pool.shutdownGracefully() }
}
