import Foundation

/// A TCP proxy on raw sockets that counts the body bytes of HTTP requests on their way to a server: a witness that
/// shares no code with the product.
final class CountingProxy: Sendable {
    /// What went through.
    struct Traffic: Sendable {
        /// Body bytes of requests that were read from clients.
        var bodyBytes = 0
        /// Requests with body bytes that ever were under way at once.
        var mostBodiesAtOnce = 0
        var bodiesNow = 0
        /// What the witness could not follow, in words.
        var faults: [String] = []
    }

    let traffic = Facts(Traffic())
    let port: Int
    private let listener: Int32

    init(to serverPort: Int) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var address = LoopbackAddress.make(port: 0)
        let listener = listener
        let isListening = LoopbackAddress.with(&address) { pointer in
            bind(listener, pointer, size) == 0 && listen(listener, 64) == 0
                && getsockname(listener, pointer, &size) == 0
        }
        guard listener >= 0, isListening else { throw SystemFailure("listen", errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
        let traffic = traffic
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                if client < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard client >= 0 else { return }
                ProxiedConnection.open(client: client, serverPort: serverPort, traffic: traffic)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// The tus endpoint behind the proxy.
    var url: String { "http://127.0.0.1:\(port)/files/" }
    /// The endpoint of the IETF's resumable uploads behind it.
    var rufhURL: String { "http://127.0.0.1:\(port)/rufh/" }
}

/// IPv4 loopback addresses as the system wants them.
enum LoopbackAddress {
    static func make(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    static func with<Result>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }

    /// A connection to a port; `nil` when nobody listens.
    static func connect(port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = make(port: port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard with(&address, { Foundation.connect(descriptor, $0, size) }) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
