import FerryCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs work that blocks on a thread of its own, so that Swift's cooperative threads stay free.
enum OwnThread {
    /// Whether the work was called off; shared between the waiting task and the thread.
    final class Stop: Sendable {
        private let flag = Atomic<Bool>(false)
        /// Whether ``set()`` was called.
        var isSet: Bool { flag.load(ordering: .relaxed) }
        /// Calls the work off.
        func set() { flag.store(true, ordering: .relaxed) }
    }

    /// Runs work on a new thread and waits for it without blocking; cancelling the task sets the stop.
    static func run<T: Sendable>(
        _ work: @escaping @Sendable (Stop) throws(FerryError) -> T
    ) async throws(FerryError) -> T {
        let stop = Stop()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiting: CheckedContinuation<Result<T, FerryError>, Never>) in
                start {
                    do throws(FerryError) {
                        waiting.resume(returning: .success(try work(stop)))
                    } catch {
                        waiting.resume(returning: .failure(error))
                    }
                } orElse: {
                    waiting.resume(
                        returning: .failure(FerryError(.mediaWorkerStopped, "no thread can be started for the work")))
                }
            }
        } onCancel: {
            stop.set()
        }
        return try result.get()
    }

    /// The work of one thread, kept alive until the thread takes it.
    private final class Job: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping @Sendable () -> Void, orElse: () -> Void) {
        guard let thread = startJoinable(body) else { return orElse() }
        pthread_detach(thread)
    }

    /// Starts a thread that somebody has to join; `nil` when there can be none.
    static func startJoinable(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
        let job = Unmanaged.passRetained(Job(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { owner in
                if let owner { Unmanaged<Job>.fromOpaque(owner).takeRetainedValue().body() }
                return nil
            }, job.toOpaque())
        guard code != 0 else { return thread }
        job.release()
        return nil
    }
}
