import HTTPTypes
import Testing

@testable import FerryTesting

/// Faults of answers and bodies that a storage words itself, as a raw client sees them.
@Suite(.timeLimit(.minutes(1))) struct FaultWordingTests {
    private static let tus = "Tus-Resumable: 1.0.0\n"

    /// Creates an upload of ten bytes, sends five of them and then one request more, which meets the fault.
    private func third(
        _ fault: Fault, _ request: String, _ body: (FaultServer, borrowing RawClient) async throws -> Void
    ) async throws {
        let server = FaultServer(plan: FaultPlan { $0.number == 3 ? fault : nil })
        let endpoint = try server.start()
        defer { server.stop() }
        let client = try RawClient(endpoint)
        let stream = "Content-Type: application/offset+octet-stream\n"
        client.send("POST /files/ HTTP/1.1\n\(Self.tus)Upload-Length: 10\n\n")
        _ = client.reply()
        client.send("PATCH /files/u1 HTTP/1.1\n\(Self.tus)\(stream)Upload-Offset: 0\nContent-Length: 5\n\n01234")
        _ = client.reply()
        client.send(request.replacing("TUS\n", with: Self.tus).replacing("STREAM\n", with: stream))
        try await body(server, client)
    }

    private static let head = "HEAD /files/u1 HTTP/1.1\nTUS\n\n"
    private static let patch = "PATCH /files/u1 HTTP/1.1\nTUS\nSTREAM\nUpload-Offset: 5\nContent-Length: 5\n\n56789"

    @Test("lies about offset and length change the answer and not the storage")
    func lies() async throws {
        try await third(.lengthOff(by: -3), Self.head) { _, client in
            let reply = client.reply()
            #expect(reply.contains("Upload-Length: 7\r\n") && reply.contains("Upload-Offset: 5\r\n"))
        }
        try await third(.offsetOff(by: 2), Self.head) { _, client in
            #expect(client.reply().contains("Upload-Offset: 7\r\n"))
        }
    }

    @Test("a redirect loop points back to the path that was asked")
    func loop() async throws {
        try await third(.redirectLoop(308), "GET /files/u1?x=1 HTTP/1.1\n\n") { _, client in
            let reply = client.reply()
            #expect(reply.hasPrefix("HTTP/1.1 308") && reply.contains("Location: /files/u1?x=1\r\n"))
        }
    }

    @Test(
        "a storage words the conditions it is in, and keeps nothing then",
        arguments: [(Fault.lockHeld, 423), (.expiredToken, 401), (.skewedClock(seconds: 3600), 403)])
    func conditions(fault: Fault, status: Int) async throws {
        try await third(fault, Self.patch) { server, client in
            #expect(client.reply().hasPrefix("HTTP/1.1 \(status) "))
            #expect(server.objects.isEmpty && server.unfinishedUploads == 1)
        }
    }

    @Test("an answer can come twice")
    func twice() async throws {
        try await third(.duplicatedReply, Self.patch) { _, client in
            #expect(client.reply().contains("Upload-Offset: 10"))
            #expect(client.reply().contains("Upload-Offset: 10"))
        }
    }

    @Test("an answer can break off after so many bytes")
    func cutReply() async throws {
        try await third(.resetReply(afterBytes: 12), Self.patch) { server, client in
            let (text, error) = client.readToEnd()
            #expect(text == "HTTP/1.1 204" && error == 104)
            #expect(server.objects.count == 1)
        }
    }

    @Test("a byte of a body can be kept wrong, also when the body comes in pieces")
    func corruptedBody() async throws {
        try await third(.corruptedBody(at: 2), Self.patch) { server, client in
            #expect(client.reply().hasPrefix("HTTP/1.1 204"))
            #expect(server.objects.map(\.bytes) == [Array("0123456689".utf8)])
        }
        var pace = BodyPace(.corruptedBody(at: 4))
        let pieces: [[UInt8]] = [[0, 0, 0], [0, 0, 0]]
        let passed = pieces.flatMap { piece in piece.withUnsafeBytes { pace.pass($0) { Array($0) } } }
        #expect(passed == [0, 0, 0, 0, 1, 0])
    }

    @Test("a byte of an answer can be wrong")
    func corruptedReply() async throws {
        let server = FaultServer(plan: FaultPlan().on("GET", .corruptedReply(at: 1)))
        let endpoint = try server.start()
        defer { server.stop() }
        let client = try RawClient(endpoint)
        client.send("PUT /put/a HTTP/1.1\nContent-Length: 3\n\nabc")
        _ = client.reply()
        client.send("GET /put/a HTTP/1.1\n\n")
        #expect(client.read(until: "acc").hasSuffix("acc"))
    }

    @Test("a body can be read slowly and is kept whole")
    func slowBody() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        try await third(.slowBody(bytes: 1, everySeconds: 0.01), Self.patch) { server, client in
            #expect(client.reply().hasPrefix("HTTP/1.1 204"))
            #expect(server.objects.map(\.bytes) == [Array("0123456789".utf8)])
        }
        #expect(clock.now - begin >= .milliseconds(40))
    }

    @Test("every answer has the server's date")
    func date() async throws {
        try await third(.delay(seconds: 0), Self.head) { _, client in #expect(client.reply().contains("Date: ")) }
    }
}
