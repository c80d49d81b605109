#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A TCP socket that listens on the loopback address, closed once.
struct ListeningSocket: ~Copyable {
    let descriptor: Int32
    /// The port it got.
    let port: Int

    /// Listens on a free port; the error says which call failed.
    init() throws(SocketError) {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { throw SocketError("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard isListening else {
            let error = SocketError("listen")
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    /// Waits for a connection; `nil` when listening has ended.
    func nextConnection() -> Int32? {
        while true {
            let accepted = accept(descriptor, nil, nil)
            if accepted >= 0 { return accepted }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }
}

/// A call of the system's socket interface that failed.
struct SocketError: Error {
    /// The call.
    var call: String
    /// The system's error number.
    var number: Int32

    init(_ call: String) {
        self.call = call
        number = errno
    }
}
