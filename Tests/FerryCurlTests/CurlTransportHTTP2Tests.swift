import FerryCore
import Foundation
import HTTPTypes
import Testing

@testable import FerryCurl

/// HTTP/2 as `nghttpd` speaks it: over TLS, agreed by ALPN. Debian's package is `nghttp2-server`.
@Suite(.timeLimit(.minutes(2)), .enabled(if: HTTP2Server.isHere, "nghttpd is not installed"))
struct CurlTransportHTTP2Tests {
    @Test("HTTP/2 is spoken where TLS offers it, and requests share one connection")
    func offered() async throws {
        let server = try HTTP2Server()
        defer { server.stop() }
        let transport = CurlTransport(configuration: .init(caFile: server.certificate))
        defer { transport.shutdown() }
        var sent: [Double?] = []
        for number in 0..<5 {
            let head = HTTPRequest(
                method: .put, scheme: "https", authority: "localhost:\(server.port)", path: "/echo\(number)")
            let body = PatternBody(300_000)
            let reply = try await transport.send(
                HTTPTransferRequest(head: head, body: body, maxResponseBodyBytes: 400_000), observe: { _ in })
            #expect(reply.head.status == .ok)
            #expect(reply.body == body.bytes, "the server gives an upload back")
            sent.append(reply.timings.requestSent)
        }
        #expect(sent.allSatisfy { ($0 ?? -1) >= 0 })
        // nghttpd names the connection in every line it prints, and speaks nothing but HTTP/2.
        #expect(server.connections() == ["[id=1]"])
    }

    @Test("a self-made certificate is refused over HTTP/2 too")
    func refused() async throws {
        let server = try HTTP2Server()
        defer { server.stop() }
        let transport = CurlTransport()
        defer { transport.shutdown() }
        let head = HTTPRequest(method: .get, scheme: "https", authority: "localhost:\(server.port)", path: "/")
        let failure = await #expect(throws: HTTPTransferFailure.self) {
            try await transport.send(HTTPTransferRequest(head: head), observe: { _ in })
        }
        #expect(failure?.kind == .certificate)
    }
}

/// `nghttpd` with a certificate of its own making, giving back what is uploaded.
private final class HTTP2Server {
    private static let nghttpd = ["/usr/sbin/nghttpd", "/usr/bin/nghttpd", "/usr/local/bin/nghttpd"]
    private static var program: String? { nghttpd.first { FileManager.default.isExecutableFile(atPath: $0) } }
    static var isHere: Bool { program != nil && FileManager.default.isExecutableFile(atPath: OwnCertificate.openssl) }

    let port: Int
    var certificate: String { own.certificate }
    private let own: OwnCertificate
    private let process = Process()
    private let printed = Pipe()
    private var text = ""

    init() throws {
        own = try OwnCertificate()
        port = try Self.freePort()
        process.executableURL = URL(filePath: try #require(Self.program))
        process.currentDirectoryURL = own.folder
        process.arguments = ["-v", "--echo-upload", "-a", "127.0.0.1", "\(port)", "key.pem", "cert.pem"]
        process.standardOutput = printed
        process.standardError = FileHandle.nullDevice
        try process.run()
        while !text.contains("listen") {
            let some = printed.fileHandleForReading.availableData
            try #require(!some.isEmpty, "nghttpd did not start")
            text += String(decoding: some, as: UTF8.self)
        }
    }

    /// Ends the server, and gives the connections that were spoken on.
    func connections() -> Set<String> {
        stop()
        text += String(decoding: printed.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return Set(
            text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
                .filter { $0.hasPrefix("[id=") })
    }

    func stop() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        own.remove()
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isBound)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
