#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One end of a TCP connection, closed once.
struct StreamSocket: ~Copyable {
    let descriptor: Int32

    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        #if canImport(Darwin)
            var on: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        var noDelay: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Connects to a port on loopback; `nil` when nobody listens there.
    init?(connectingTo port: Int) {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        self.init(adopting: descriptor)
    }

    deinit { close(descriptor) }

    /// Reads what is there, waiting for the first byte; 0 when the connection is over in any way.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            return max(0, count)
        }
    }

    /// Writes all bytes; `false` when the other end is gone.
    func write(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Self.quiet) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes the coming close a TCP reset.
    func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    /// Waits, for a second at most, until the other end's system has taken all that was written.
    func waitUntilSent() {
        #if !canImport(Darwin)
            for _ in 0..<1000 {
                var left: Int32 = 0
                // SIOCOUTQ: bytes that are not acknowledged yet.
                guard ioctl(descriptor, 0x5411, &left) == 0, left > 0 else { return }
                usleep(1000)
            }
        #endif
    }

    /// Whether the other end has closed or broken the connection, read or unread bytes notwithstanding.
    static func isPeerGone(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: hangUp, revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents != 0
    }

    /// Waits until the other end is gone, `wake` can be read or the time is over; `true` for the first.
    func waitUntilGone(orWoken wake: Int32, milliseconds: Int32) -> Bool {
        var entries = [
            pollfd(fd: descriptor, events: Self.hangUp, revents: 0),
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&entries, nfds_t(entries.count), milliseconds)
        return entries[0].revents != 0
    }

    /// Ends the connection of a thread that may be waiting on it.
    static func interrupt(_ descriptor: Int32) { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    #if canImport(Darwin)
        private static let quiet: Int32 = 0
        private static let hangUp = Int16(POLLHUP)
    #else
        private static let quiet = Int32(MSG_NOSIGNAL)
        /// `POLLRDHUP`: the other end closed its side.
        private static let hangUp: Int16 = 0x2000
    #endif
}
