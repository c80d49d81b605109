@testable import FerryTesting

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A client that sends exactly the bytes it is told to, over one connection.
struct RawClient: ~Copyable {
    private let socket: StreamSocket

    /// Connects to the server of an endpoint such as `http://127.0.0.1:PORT/files/`.
    init(_ endpoint: String) throws {
        let port = endpoint.split(separator: ":").last?.prefix { $0.isNumber }
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        socket = StreamSocket(adopting: descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = (port.flatMap { UInt16($0) } ?? 0).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw SocketError("connect") }
    }

    /// Sends text with `\n` as line end.
    func send(_ text: String) { _ = socket.write(Array(text.replacing("\n", with: "\r\n").utf8)) }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8]) { _ = socket.write(bytes) }

    /// Reads until the server closes; the system's error number when it broke the connection off instead.
    func readToEnd() -> (text: String, error: Int32) {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket.descriptor, &buffer, buffer.count, 0)
            if count > 0 { text += buffer[..<count] }
            if count <= 0 { return (String(decoding: text, as: UTF8.self), count < 0 ? errno : 0) }
        }
    }

    /// Reads until the text ends with this.
    func read(until end: String) -> String {
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while !text.ends(end), recv(socket.descriptor, &byte, 1, 0) == 1 { text.append(byte) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads one reply without a body, or one whose body ends with `end`.
    func reply(_ end: String = "\r\n\r\n") -> String { read(until: end) }
}

extension [UInt8] {
    fileprivate func ends(_ end: String) -> Bool { suffix(end.utf8.count).elementsEqual(end.utf8) }
}
