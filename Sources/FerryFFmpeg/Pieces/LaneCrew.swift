import FerryCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Threads that make one rendition together: when one fails, the others stop soon, and its error is the one that is told.
final class LaneCrew: Sendable {
    private let stop = OwnThread.Stop()
    private let failure = Mutex<FerryError?>(nil)
    private let threads = Mutex<[pthread_t]>([])

    /// A source that also ends when somebody of the crew failed.
    func stopping(_ source: MediaSource) -> MediaSource {
        var source = source
        let (isCancelled, stop) = (source.isCancelled, stop)
        source.isCancelled = { isCancelled() || stop.isSet }
        return source
    }

    /// Starts a thread for each walk.
    ///
    /// - Throws: `media.workerStopped` when there can be no more threads; those that run are waited for.
    func start(_ walks: some Sequence<PieceWalk>) throws(FerryError) {
        for walk in walks {
            guard let thread = OwnThread.startJoinable({ self.work(walk.run) }) else {
                fail(FerryError(.mediaWorkerStopped, "no thread can be started for the work"))
                return try join()
            }
            threads.withLock { $0.append(thread) }
        }
    }

    /// Works on the calling thread.
    func work(_ body: () throws(FerryError) -> Void) {
        do throws(FerryError) { try body() } catch { fail(error) }
    }

    /// Waits for all threads.
    ///
    /// - Throws: The first error of anyone.
    func join() throws(FerryError) {
        for thread in threads.withLock({ $0 }) { pthread_join(thread, nil) }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private func fail(_ error: FerryError) {
        failure.withLock { $0 = $0 ?? error }
        stop.set()
    }
}
