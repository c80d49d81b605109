import Testing

@testable import FerryCurl

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct ClosingSocketsTests {
    /// Two ends of a TCP connection on loopback: ours, its port, and the server's.
    private func pair() throws -> (ours: Int32, port: Int32, theirs: Int32) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let ours = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let isConnected = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, address, &size) == 0 && connect(ours, address, size) == 0
                    && getsockname(ours, address, &size) == 0
            }
        }
        try #require(isConnected)
        return (ours, Int32(UInt16(bigEndian: address.sin_port)), accept(listener, nil, nil))
    }

    @Test("what the server had said is kept until the next turn")
    func lastWords() throws {
        let sockets = ClosingSockets()
        let (ours, port, theirs) = try pair()
        #expect(send(theirs, "HTTP", 4, 0) == 4)
        close(theirs)
        #expect(sockets.close(ours) == 0)
        #expect(sockets.lastWords(localPort: port) == Array("HTTP".utf8))
        sockets.beginTurn()
        #expect(sockets.lastWords(localPort: port) == nil)
    }

    @Test("a silent server leaves nothing, and closing does not wait for it")
    func silence() throws {
        let sockets = ClosingSockets()
        let (ours, port, theirs) = try pair()
        #expect(sockets.close(ours) == 0)
        #expect(sockets.lastWords(localPort: port) == nil)
        var byte: UInt8 = 0
        #expect(recv(theirs, &byte, 1, 0) == 0)
        close(theirs)
    }

    @Test("a connection that is broken off is reset")
    func breakingOff() throws {
        let sockets = ClosingSockets()
        let (ours, _, theirs) = try pair()
        sockets.isBreakingOff = true
        #expect(sockets.close(ours) == 0)
        var byte: UInt8 = 0
        #expect(recv(theirs, &byte, 1, 0) == -1)
        #expect(errno == ECONNRESET)
        close(theirs)
    }
}
