import FerryCore
import Foundation
import HTTPTypes
import Testing

@testable import FerryCurl

/// Proxies named by the environment. Each test runs in a process of its own, since the environment is the process's.
@Suite(.timeLimit(.minutes(2))) struct CurlTransportProxyTests {
    /// What a request comes to in an environment.
    private static func get(
        _ scheme: String, _ authority: String, caFile: String? = nil, _ environment: [String: String]
    ) async throws -> HTTPTransferResponse {
        for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"] {
            unsetenv(name)
        }
        for (name, value) in environment { setenv(name, value, 1) }
        let transport = CurlTransport(configuration: .init(caFile: caFile))
        defer { transport.shutdown() }
        let head = HTTPRequest(method: .get, scheme: scheme, authority: authority, path: "/a?b")
        return try await transport.send(HTTPTransferRequest(head: head), observe: { _ in })
    }

    @Test("http_proxy and ALL_PROXY carry plain requests, no_proxy does without")
    func plain() async {
        await #expect(processExitsWith: .success) {
            let proxy = try ForwardProxy()
            let url = "http://127.0.0.1:\(proxy.port)"
            for name in ["http_proxy", "ALL_PROXY", "all_proxy"] {
                let reply = try await Self.get("http", "store.example:8080", [name: url])
                #expect(String(decoding: reply.body, as: UTF8.self) == "by proxy\n")
            }
            #expect(proxy.requestLines == Array(repeating: "GET http://store.example:8080/a?b HTTP/1.1", count: 3))
            let failure = await #expect(throws: HTTPTransferFailure.self) {
                try await Self.get("http", "127.0.0.1:1", ["http_proxy": url, "no_proxy": "127.0.0.1"])
            }
            #expect(failure?.kind == .connect)
            #expect(proxy.requestLines.count == 3)
        }
    }

    @Test("https_proxy tunnels, and the certificate is verified through the tunnel", .enabled(if: TLSServer.isHere))
    func tunnel() async {
        await #expect(processExitsWith: .success) {
            let (proxy, server) = (try ForwardProxy(), try TLSServer())
            defer { server.stop() }
            let environment = ["https_proxy": "http://127.0.0.1:\(proxy.port)"]
            let authority = "localhost:\(server.port)"
            let reply = try await Self.get("https", authority, caFile: server.certificate, environment)
            #expect(reply.head.status == .ok && !reply.body.isEmpty)
            #expect(proxy.requestLines == ["CONNECT \(authority) HTTP/1.1"])
            let failure = await #expect(throws: HTTPTransferFailure.self) {
                try await Self.get("https", authority, environment)
            }
            #expect(failure?.kind == .certificate)
        }
    }

    @Test("what is wrong with a proxy is told without its password")
    func secret() async {
        await #expect(processExitsWith: .success) {
            for url in ["http://user:word@127.0.0.1:1", "http://user:word@proxy.invalid:8080"] {
                let failure = await #expect(throws: HTTPTransferFailure.self) {
                    try await Self.get("http", "store.example", ["http_proxy": url])
                }
                #expect(failure?.kind == .connect)
                #expect(failure.map { !"\($0)".contains("word") } == true)
            }
        }
    }
}
