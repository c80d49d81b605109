import Glibc
import Testing

/// A port on which the system takes connections and nobody ever answers.
struct SilentHost {
    private let listener: Int32
    private let fillers: [Int32]
    let port: Int

    /// - Parameter isFull: Whether there is no room for a connection any more, so that TCP itself is not answered.
    init(isFull: Bool) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let isReady = Self.with(&address) { bind(socket, $0, size) == 0 && listen(socket, isFull ? 0 : 8) == 0 }
        try #require(isReady && Self.with(&address) { getsockname(socket, $0, &size) == 0 })
        port = Int(UInt16(bigEndian: address.sin_port))
        // A queue of length 0 holds one connection (listen(2), net/ipv4: sk_acceptq_is_full); what comes then is dropped.
        fillers = (0..<(isFull ? 4 : 0)).map { _ in
            let filler = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            _ = Self.with(&address) { connect(filler, $0, size) }
            return filler
        }
    }

    func close() { for descriptor in fillers + [listener] { _ = Glibc.close(descriptor) } }

    private static func with<Result>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
        }
    }
}
