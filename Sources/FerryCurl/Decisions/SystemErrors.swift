#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The system's error numbers of a failed connection in plain words.
enum SystemErrors {
    static let words: [Int32: String] = [
        ECONNREFUSED: "connection refused",
        EHOSTUNREACH: "the host cannot be reached",
        ENETUNREACH: "the network cannot be reached",
        ETIMEDOUT: "the connection timed out",
        ECONNRESET: "the connection was reset",
        EACCES: "connecting is not permitted",
        EPERM: "connecting is not permitted",
        EADDRNOTAVAIL: "no local address is free",
        EMFILE: "too many open files",
    ]
}
