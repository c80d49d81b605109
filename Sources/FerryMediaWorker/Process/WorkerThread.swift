import FerryCore
import Glibc

/// Runs blocking work on a thread of its own, away from Swift's cooperative pool.
enum WorkerThread {
    /// Runs the body and gives its value.
    ///
    /// - Throws: A ``FerryError`` when no thread can be had.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () -> Result<Value, FerryError>
    ) async throws(FerryError) -> Value {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Value, FerryError>, Never>) in
            let failure = start { continuation.resume(returning: body()) }
            if failure != 0 {
                continuation.resume(returning: .failure(SystemFault("pthread_create", number: failure).error))
            }
        }
        return try result.get()
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { @Sendable argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        if failure != 0 { work.release() }
        return failure
    }
}
