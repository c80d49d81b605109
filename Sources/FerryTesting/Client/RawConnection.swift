import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A connection to a server on loopback that sends exactly the bytes it is told to, on threads of its own.
public final class RawConnection: Sendable {
    /// Why there is no reply.
    public struct Failure: Error {
        /// What went wrong.
        public var reason: String
        /// Creates a failure.
        public init(reason: String) { self.reason = reason }
    }

    /// Runs a blocking call on a thread that is not the cooperative pool's.
    private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        let outcome: Result<Value, any Error> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "connection").async { continuation.resume(returning: Result(catching: work)) }
        }
        return try outcome.get()
    }

    private let descriptor: CInt
    private let isOpen = Mutex(true)
    private let pending = Mutex<[UInt8]>([])

    private init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close() }

    /// Connects to a port on loopback.
    public static func open(port: Int) async throws -> RawConnection {
        try await onThread {
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
    public func send(_ bytes: [UInt8]) async throws {
        try await Self.onThread { [self] in
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

    /// Sends text; throws when the peer has closed.
    public func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Reads one head with the body that belongs to it; interim replies (1xx) come by themselves.
    public func reply(toHead: Bool = false) async throws -> RawReply {
        try await Self.onThread { [self] in
            var reply = try RawReply(head: try take(untilAfter: Array("\r\n\r\n".utf8)))
            let hasBody = !toHead && reply.status >= 200 && reply.status != 204 && reply.status != 304
            if hasBody { reply.body = try take(count: Int(reply["content-length"] ?? "0") ?? 0) }
            return reply
        }
    }

    /// Waits until the peer closes; `false` when it sends more instead.
    public func isClosedByPeer() async -> Bool {
        let more = try? await Self.onThread { [self] in try receive() }
        return more?.isEmpty ?? true
    }

    /// Says that nothing more will be sent.
    public func finishSending() { _ = shutdown(descriptor, CInt(SHUT_WR)) }

    /// Closes as a client does that has gone away orderly.
    public func close() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { _ = Glibc.close(descriptor) }
    }

    /// Closes with a reset.
    public func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// The next line of a body that has no end, without its line break; `nil` when the peer closes.
    public func line() async throws -> String? {
        let bytes = try? await Self.onThread { [self] in try take(untilAfter: [10]) }
        return bytes.map { String(decoding: $0.dropLast(), as: UTF8.self) }
    }

    /// Reads one head and nothing of its body.
    public func head() async throws -> RawReply {
        try await Self.onThread { [self] in try RawReply(head: try take(untilAfter: Array("\r\n\r\n".utf8))) }
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
public struct RawReply: Sendable {
    /// The status.
    public var status: Int
    /// The fields with lower-case names, in their order.
    public var fields: [(name: String, value: String)] = []
    /// The body.
    public var body: [UInt8] = []

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
    public subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
