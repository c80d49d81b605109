#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The signal of a write to a closed connection, which would end the process.
enum BrokenPipe {
    private static let isIgnored: Void = {
        var current = sigaction()
        sigaction(SIGPIPE, nil, &current)
        #if canImport(Darwin)
            let handler = current.__sigaction_u.__sa_handler
        #else
            let handler = current.__sigaction_handler.sa_handler
        #endif
        // A handler of the program's own stays.
        if handler == nil { signal(SIGPIPE, SIG_IGN) }
    }()

    /// Lets writes to closed connections answer with an error, unless the program has its own handler.
    static func ignore() { _ = isIgnored }
}
