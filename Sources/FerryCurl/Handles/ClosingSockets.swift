#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Closes the sockets of libcurl's connections. Used by the engine's thread only.
///
/// Two things happen at that moment which libcurl does not do:
/// - A server that refuses a body answers and closes. When that falls between libcurl's look at the socket and its next
///   send, the send fails and the reply stays unread in the socket's queue. It is picked up here.
/// - A transfer that is broken off resets its connection. A plain close would leave megabytes in the send queue to
///   arrive later, when the same upload may already go on elsewhere.
final class ClosingSockets {
    /// At most so many bytes are picked up from one socket.
    static let limit = 16 * 1024

    /// Whether sockets that are closed now belong to a transfer that is being broken off.
    var isBreakingOff = false
    private var lastWords: [Int32: [UInt8]] = [:]

    /// Takes what is left in the socket without waiting, then closes it.
    func close(_ socket: Int32) -> Int32 {
        if isBreakingOff {
            Self.reset(socket)
        } else if let port = Self.localPort(socket) {
            let words = Self.unread(socket)
            if !words.isEmpty { lastWords[port] = words }
        }
        #if canImport(Glibc)
            return Glibc.close(socket)
        #elseif canImport(Musl)
            return Musl.close(socket)
        #else
            return Darwin.close(socket)
        #endif
    }

    /// What the server had said last on a connection from this local port that was closed in this turn.
    func lastWords(localPort: Int32) -> [UInt8]? { lastWords[localPort] }

    /// Begins a turn: local ports may be used anew from here on.
    func beginTurn() {
        isBreakingOff = false
        lastWords.removeAll(keepingCapacity: true)
    }

    private static func unread(_ socket: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < buffer.count {
                let room = UnsafeMutableBufferPointer(rebasing: buffer[count...])
                let got = recv(socket, room.baseAddress, room.count, Int32(MSG_DONTWAIT))
                guard got > 0 else { break }
                count += got
            }
        }
    }

    private static func localPort(_ socket: Int32) -> Int32? {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            let isKnown = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(socket, $0, &size) == 0
            }
            guard isKnown else { return nil }
            // The port stands at the same place in the addresses of IPv4 and IPv6.
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                Int32(UInt16(bigEndian: $0.pointee.sin_port))
            }
        }
    }

    private static func reset(_ socket: Int32) {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }
}
