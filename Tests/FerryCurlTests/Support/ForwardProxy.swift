import Foundation

@testable import FerryTesting

/// A small HTTP proxy on loopback: it answers plain requests itself and tunnels `CONNECT` (RFC 9110 §9.3.6).
final class ForwardProxy: Sendable {
    let port: Int
    private let lines = Facts()
    private let thread: ServerThread?

    /// What was asked, behind a lock.
    private final class Facts: @unchecked Sendable {
        // The lock guards every use.
        private let lock = NSLock()
        private var all: [String] = []
        func add(_ line: String) { lock.withLock { all.append(line) } }
        var list: [String] { lock.withLock { all } }
    }

    private final class Listener: Sendable {
        let socket: ListeningSocket
        init() throws { socket = try ListeningSocket() }
    }

    init() throws {
        let listener = try Listener()
        port = listener.socket.port
        let lines = lines
        thread = ServerThread {
            while let client = listener.socket.nextConnection() {
                _ = ServerThread { Self.serve(client, lines) }
            }
        }
    }

    /// The request lines in the order of their arrival.
    var requestLines: [String] { lines.list }

    private static func serve(_ client: Int32, _ lines: Facts) {
        var head: [UInt8] = []
        while !head.ends(with: "\r\n\r\n".utf8) {
            var byte: UInt8 = 0
            guard recv(client, &byte, 1, 0) == 1 else { break }
            head.append(byte)
        }
        let line = String(decoding: head.prefix { $0 != 13 }, as: UTF8.self)
        lines.add(line)
        let words = line.split(separator: " ")
        if words.first == "CONNECT", words.count == 3,
            let port = words[1].split(separator: ":").last.flatMap({ UInt16($0) })
        {
            tunnel(client, to: port)
        } else {
            answer(client, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nby proxy\n")
        }
        close(client)
    }

    private static func answer(_ client: Int32, _ text: String) {
        _ = text.utf8CString.dropLast().withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private static func tunnel(_ client: Int32, to port: UInt16) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(server) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return answer(client, "HTTP/1.1 502 \r\nContent-Length: 0\r\n\r\n") }
        answer(client, "HTTP/1.1 200 \r\n\r\n")
        pump(client, server)
    }

    /// Carries bytes both ways until one side closes.
    private static func pump(_ one: Int32, _ other: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var entries = [
                pollfd(fd: one, events: Int16(POLLIN), revents: 0),
                pollfd(fd: other, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&entries, 2, 20_000) > 0 else { return }
            for (from, to) in [(0, 1), (1, 0)] where entries[from].revents != 0 {
                let count = recv(entries[from].fd, &buffer, buffer.count, 0)
                guard count > 0, send(entries[to].fd, buffer, count, Int32(MSG_NOSIGNAL)) == count else { return }
            }
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with end: some Collection<UInt8>) -> Bool { suffix(end.count).elementsEqual(end) }
}
