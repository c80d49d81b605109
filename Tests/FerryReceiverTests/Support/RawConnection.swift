import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A connection to the receiver that sends exactly the bytes it is told to, on threads of its own.
final class RawConnection: Sendable {
    struct Failure: Error { var reason: String }

    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 16)
        pool.start()
        return pool
    }()

    private let descriptor: CInt
    private let isOpen = Mutex(true)
    private let pending = Mutex<[UInt8]>([])

    private init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close() }

    /// Connects to a port on loopback.
    static func open(port: Int) async throws -> RawConnection {
        try await pool.runIfActive {
            let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(UInt16(port).bigEndian)
            address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            let status = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard status == 0 else { throw Failure(reason: "connect: \(errno)") }
            return RawConnection(descriptor: descriptor)
        }
    }

    /// Sends bytes; throws when the peer has closed.
    func send(_ bytes: [UInt8]) async throws {
        try await Self.pool.runIfActive { [self] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Failure(reason: "send: \(errno)") }
                rest = rest.dropFirst(count)
            }
        }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Reads one head with the body that belongs to it; interim replies (1xx) come by themselves.
    func reply(toHead: Bool = false) async throws -> RawReply {
        try await Self.pool.runIfActive { [self] in
            var reply = try RawReply(head: try take(untilAfter: Array("\r\n\r\n".utf8)))
            let hasBody = !toHead && reply.status >= 200 && reply.status != 204 && reply.status != 304
            if hasBody { reply.body = try take(count: Int(reply["content-length"] ?? "0") ?? 0) }
            return reply
        }
    }

    /// Waits until the peer closes; `false` when it sends more instead.
    func isClosedByPeer() async -> Bool {
        let more = try? await Self.pool.runIfActive { [self] in try receive() }
        return more?.isEmpty ?? true
    }

    /// Says that nothing more will be sent.
    func finishSending() { _ = shutdown(descriptor, CInt(SHUT_WR)) }

    /// Closes as a client does that has gone away orderly.
    func close() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { _ = Glibc.close(descriptor) }
    }

    /// Closes with a reset.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    private func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failure(reason: "recv: \(errno)") }
        return Array(buffer[..<count])
    }

    private func take(untilAfter mark: [UInt8]) throws -> [UInt8] {
        var bytes = pending.withLock { $0 }
        while true {
            if let end = bytes.firstRange(of: mark)?.upperBound {
                pending.withLock { $0 = Array(bytes[end...]) }
                return Array(bytes[..<end])
            }
            let more = try receive()
            guard !more.isEmpty else { throw Failure(reason: "closed before a reply") }
            bytes += more
        }
    }

    private func take(count: Int) throws -> [UInt8] {
        var bytes = pending.withLock { $0 }
        while bytes.count < count {
            let more = try receive()
            guard !more.isEmpty else { throw Failure(reason: "closed inside a body") }
            bytes += more
        }
        pending.withLock { $0 = Array(bytes[count...]) }
        return Array(bytes[..<count])
    }
}

/// One reply as it came.
struct RawReply: Sendable {
    var status: Int
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    init(head: [UInt8]) throws {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, let status = Int(words[1]) else {
            throw RawConnection.Failure(reason: "no status line")
        }
        self.status = status
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            fields.append((halves[0].lowercased(), halves[1].drop { $0 == " " }.description))
        }
    }

    /// The value of a field by its lower-case name.
    subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    var text: String { String(decoding: body, as: UTF8.self) }
}
