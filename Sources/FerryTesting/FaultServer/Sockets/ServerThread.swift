#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One thread of a test server, which may block as long as it likes.
///
/// The thread's name is a plain value that any thread may use; some systems declare it as a pointer, hence the
/// unchecked `Sendable`.
struct ServerThread: @unchecked Sendable {
    private let thread: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread; `nil` when the system gives none.
    init?(_ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(run))
        #if canImport(Darwin)
            var made: pthread_t?
            let code = pthread_create(
                &made, nil,
                { context in
                    Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                }, body.toOpaque())
            guard code == 0, let thread = made else {
                body.release()
                return nil
            }
        #else
            var thread = pthread_t()
            let code = pthread_create(
                &thread, nil,
                { context in
                    if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                    return nil
                }, body.toOpaque())
            guard code == 0 else {
                body.release()
                return nil
            }
        #endif
        self.thread = thread
    }

    /// Waits until the thread has ended. To be called once.
    func join() { pthread_join(thread, nil) }
}
