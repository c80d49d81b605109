import FerryCore
import Foundation
import HTTPTypes
import Testing

@testable import FerryCurl

/// A server of `openssl s_server` with a certificate of its own making.
final class TLSServer {
    static var isHere: Bool { FileManager.default.isExecutableFile(atPath: OwnCertificate.openssl) }

    private let own: OwnCertificate
    let port: Int
    private let process = Process()

    var certificate: String { own.certificate }

    init(_ certificate: OwnCertificate? = nil) throws {
        own = try certificate ?? OwnCertificate()
        let output = Pipe()
        process.executableURL = URL(filePath: OwnCertificate.openssl)
        process.currentDirectoryURL = own.folder
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-key", "key.pem", "-cert", "cert.pem", "-www"]
        process.standardInput = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }
        port = try #require(line?.split(separator: ":").last.flatMap { Int($0) })
    }

    func stop() {
        // A child of the test runner may have inherited a blocked SIGTERM.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        own.remove()
    }
}

@Suite(.timeLimit(.minutes(2)), .enabled(if: TLSServer.isHere)) struct CurlTransportTLSTests {
    private func get(
        _ server: TLSServer, caFile: String?
    ) async -> Result<HTTPTransferResponse, HTTPTransferFailure> {
        let transport = CurlTransport(configuration: .init(caFile: caFile))
        defer { transport.shutdown() }
        let head = HTTPRequest(method: .get, scheme: "https", authority: "localhost:\(server.port)", path: "/")
        do throws(HTTPTransferFailure) {
            return .success(try await transport.send(HTTPTransferRequest(head: head), observe: { _ in }))
        } catch {
            return .failure(error)
        }
    }

    @Test("a self-made certificate is refused")
    func refused() async throws {
        let server = try TLSServer()
        defer { server.stop() }
        guard case .failure(let failure) = await get(server, caFile: nil) else {
            Issue.record("the certificate was taken")
            return
        }
        #expect(failure.kind == .certificate)
        #expect(failure.message.contains("certificate"))
    }

    @Test("a certificate of one's own CA is taken")
    func ownCA() async throws {
        let server = try TLSServer()
        defer { server.stop() }
        let reply = try await get(server, caFile: server.certificate).get()
        #expect(reply.head.status == .ok)
        #expect((reply.timings.secured ?? 0) > 0)
        #expect(!reply.body.isEmpty)
    }

    @Test("a CA file that is absent is said to be the reason")
    func absentCAFile() async throws {
        let server = try TLSServer()
        defer { server.stop() }
        guard case .failure(let failure) = await get(server, caFile: "/nowhere/ca.pem") else {
            Issue.record("the request went through")
            return
        }
        #expect(failure.kind == .certificate)
    }

    @Test(
        "a certificate that has run out, or is another host's, is refused though its CA is trusted, and sends nothing",
        arguments: [("localhost", -1, "expired"), ("other.example", 2, "name")])
    func wrong(host: String, days: Int, reason: String) async throws {
        let server = try TLSServer(OwnCertificate(host: host, days: days))
        defer { server.stop() }
        guard case .failure(let failure) = await get(server, caFile: server.certificate) else {
            Issue.record("the certificate was taken")
            return
        }
        #expect(failure.kind == .certificate)
        #expect(failure.message.contains(reason), "\(failure.message)")
        #expect(failure.sentBodyBytes == 0)
    }

    @Test("a certificate of another CA than one's own is refused")
    func otherCA() async throws {
        let (server, other) = (try TLSServer(), try OwnCertificate())
        defer {
            server.stop()
            other.remove()
        }
        guard case .failure(let failure) = await get(server, caFile: other.certificate) else {
            Issue.record("the certificate was taken")
            return
        }
        #expect(failure.kind == .certificate)
    }
}
