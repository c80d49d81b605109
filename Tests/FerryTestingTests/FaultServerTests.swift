import HTTPTypes
import Testing

@testable import FerryTesting

/// The honest part of the server, over raw sockets.
@Suite(.timeLimit(.minutes(1))) struct FaultServerTests {
    private static let tus = "Tus-Resumable: 1.0.0\n"
    private static let stream = "Content-Type: application/offset+octet-stream\n"

    /// Starts a server, runs the body, stops it.
    private func serving(
        _ server: FaultServer = FaultServer(), _ body: (FaultServer, String) async throws -> Void
    ) async throws {
        let endpoint = try server.start()
        defer { server.stop() }
        try await body(server, endpoint)
    }

    @Test("an upload is created, located, continued, finished and read back")
    func wholeUpload() async throws {
        let server = FaultServer(reprDigest: { "sha-256=:\($0.count):" })
        try await serving(server) { server, endpoint in
            let client = try RawClient(endpoint)
            client.send("POST /files/ HTTP/1.1\n\(Self.tus)Upload-Length: 10\nUpload-Metadata: filename YQ==\n\n")
            let created = client.read(until: "\r\n\r\n")
            #expect(created.hasPrefix("HTTP/1.1 201"))
            #expect(created.contains("Location: /files/u1\r\n"))
            client.send(
                "PATCH /files/u1 HTTP/1.1\n\(Self.tus)\(Self.stream)Upload-Offset: 0\nContent-Length: 4\n\nabcd")
            #expect(client.read(until: "\r\n\r\n").contains("Upload-Offset: 4\r\n"))
            client.send("HEAD /files/u1 HTTP/1.1\n\(Self.tus)\n")
            let located = client.read(until: "\r\n\r\n")
            #expect(located.contains("Upload-Offset: 4\r\n"))
            #expect(located.contains("Upload-Length: 10\r\n"))
            #expect(located.contains("Cache-Control: no-store\r\n"))
            #expect(server.objects.isEmpty)
            #expect(server.unfinishedUploads == 1)
            client.send(
                "PATCH /files/u1 HTTP/1.1\n\(Self.tus)\(Self.stream)Upload-Offset: 4\nContent-Length: 6\n\nefghij")
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 204"))
            client.send("GET /files/u1 HTTP/1.1\n\n")
            let content = client.read(until: "abcdefghij")
            #expect(content.contains("Repr-Digest: sha-256=:10:\r\n"))
            #expect(server.objects.map(\.bytes) == [Array("abcdefghij".utf8)])
            #expect(server.objects.first?.metadata == "filename YQ==")
            #expect(server.violations.isEmpty)
            #expect(server.connectionCount == 1)
            #expect(server.resentBytes == 0)
        }
    }

    @Test("creation can carry bytes, and defer the length")
    func creationVariants() async throws {
        try await serving { server, endpoint in
            let client = try RawClient(endpoint)
            client.send(
                "POST /files/ HTTP/1.1\n\(Self.tus)\(Self.stream)Upload-Defer-Length: 1\nContent-Length: 3\n\nabc")
            #expect(client.read(until: "\r\n\r\n").contains("Upload-Offset: 3\r\n"))
            client.send("HEAD /files/u1 HTTP/1.1\n\(Self.tus)\n")
            #expect(client.read(until: "\r\n\r\n").contains("Upload-Defer-Length: 1\r\n"))
            client.send(
                "PATCH /files/u1 HTTP/1.1\n\(Self.tus)\(Self.stream)Upload-Offset: 3\nUpload-Length: 4\nContent-Length: 1\n\nd"
            )
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 204"))
            #expect(server.objects.map(\.bytes) == [Array("abcd".utf8)])
        }
    }

    @Test(
        "what the protocol forbids is refused",
        arguments: [
            ("POST /files/ HTTP/1.1\nUpload-Length: 1\n\n", 412),
            ("POST /files/ HTTP/1.1\nTus-Resumable: 1.0.0\n\n", 400),
            ("POST /files/ HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: -1\n\n", 400),
            ("POST /files/ HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 1001\n\n", 413),
            ("POST /files/ HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 5\nContent-Length: 1\n\na", 415),
            ("POST /other HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 5\n\n", 404),
            ("HEAD /files/none HTTP/1.1\nTus-Resumable: 1.0.0\n\n", 404),
            ("PATCH /files/none HTTP/1.1\nTus-Resumable: 1.0.0\nContent-Length: 1\n\na", 404),
            ("PUT /put/a HTTP/1.1\n\n", 411), ("TRACE / HTTP/1.1\n\n", 405), ("GET /files/none HTTP/1.1\n\n", 404),
        ])
    func refusals(request: String, status: Int) async throws {
        try await serving(FaultServer(maxSize: 1000)) { server, endpoint in
            let client = try RawClient(endpoint)
            client.send(request)
            #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 \(status) "))
            #expect(server.requests.map(\.status) == [status])
        }
    }

    @Test("a wrong offset and a second writer are answered and noted")
    func violations() async throws {
        try await serving(FaultServer(plan: FaultPlan().on("PATCH", 2, .stall(afterBodyBytes: 1)))) {
            server, endpoint in
            let client = try RawClient(endpoint)
            client.send("POST /files/ HTTP/1.1\n\(Self.tus)Upload-Length: 10\n\n")
            _ = client.reply()
            let patch = "PATCH /files/u1 HTTP/1.1\n\(Self.tus)\(Self.stream)Content-Length: 2\n"
            client.send("\(patch)Upload-Offset: 5\n\nab")
            #expect(client.reply().hasPrefix("HTTP/1.1 409"))
            client.send("\(patch)Upload-Offset: 0\n\nab")
            try await server.waitForRequest { $0.number == 3 && $0.bodyBytes == 1 }
            let second = try RawClient(endpoint)
            second.send("\(patch)Upload-Offset: 1\n\nab")
            #expect(second.reply().hasPrefix("HTTP/1.1 423"))
            server.release()
            #expect(client.reply().contains("Upload-Offset: 2\r\n"))
            #expect(
                server.violations == [
                    "PATCH at 5 for /files/u1, which stands at 0", "two writers at once for /files/u1",
                ])
            #expect(server.mostConcurrentBodies == 2)
        }
    }

    @Test("an upload passes from a dead connection to the next, with what had come")
    func handOver() async throws {
        try await serving { server, endpoint in
            let client = try RawClient(endpoint)
            client.send("POST /files/ HTTP/1.1\n\(Self.tus)Upload-Length: 10\n\n")
            _ = client.reply()
            do {
                let dying = try RawClient(endpoint)
                dying.send(
                    "PATCH /files/u1 HTTP/1.1\n\(Self.tus)\(Self.stream)Upload-Offset: 0\nContent-Length: 10\n\nabc")
                try await server.waitForRequest { $0.method == "PATCH" && $0.bodyBytes == 3 }
            }
            try await server.waitForRequest { $0.method == "PATCH" && $0.ended != nil }
            client.send("HEAD /files/u1 HTTP/1.1\n\(Self.tus)\n")
            let offset = client.reply().contains("Upload-Offset: 3\r\n")
            #expect(offset)
            client.send(
                "PATCH /files/u1 HTTP/1.1\n\(Self.tus)\(Self.stream)Upload-Offset: 3\nContent-Length: 7\n\ndefghij")
            #expect(client.reply().hasPrefix("HTTP/1.1 204"))
            #expect(server.objects.map(\.bytes) == [Array("abcdefghij".utf8)])
            #expect(server.violations.isEmpty)
            #expect(server.mostConcurrentBodies == 1)
        }
    }

    @Test("removal ends an upload for good")
    func removal() async throws {
        try await serving { server, endpoint in
            let client = try RawClient(endpoint)
            client.send("POST /files/ HTTP/1.1\n\(Self.tus)Upload-Length: 3\n\n")
            _ = client.reply()
            client.send("DELETE /files/u1 HTTP/1.1\n\(Self.tus)\n")
            #expect(client.reply().hasPrefix("HTTP/1.1 204"))
            client.send("HEAD /files/u1 HTTP/1.1\n\(Self.tus)\n")
            #expect(client.reply().hasPrefix("HTTP/1.1 410"))
            #expect(server.unfinishedUploads == 0)
        }
    }

    @Test("who expects 100 Continue gets it; who wants to close is let go")
    func continueAndClose() async throws {
        try await serving { server, endpoint in
            let client = try RawClient(endpoint)
            client.send("PUT /put/a HTTP/1.1\nExpect: 100-continue\nConnection: close\nContent-Length: 1\n\n")
            #expect(client.reply() == "HTTP/1.1 100 \r\n\r\n")
            client.send("x")
            #expect(client.readToEnd().text.hasPrefix("HTTP/1.1 201"))
        }
    }

    @Test("requests are recorded with their order, and waited for")
    func records() async throws {
        try await serving { server, endpoint in
            async let seen = server.waitForRequest { $0.path == "/put/b" && $0.ended != nil }
            let client = try RawClient(endpoint)
            for name in ["a", "b"] {
                client.send("PUT /put/\(name) HTTP/1.1\nContent-Length: 2\n\nxy")
                _ = client.reply()
            }
            #expect(try await seen.number == 2)
            #expect(server.requests.map(\.began) == [1, 3])
            #expect(server.requests.map(\.ended) == [2, 4])
            #expect(server.requests.map(\.bodyBytes) == [2, 2])
        }
    }

    @Test("bytes of the same range count as re-sent, ranges side by side do not")
    func resent() async throws {
        try await serving { server, endpoint in
            let client = try RawClient(endpoint)
            for _ in 0..<3 {
                client.send("PUT /put/a HTTP/1.1\nContent-Length: 5\n\nhello")
                _ = client.reply()
            }
            client.send("PUT /put/b HTTP/1.1\nContent-Length: 5\n\nhello")
            _ = client.reply()
            #expect(server.resentBytes == 10)
        }
    }

    @Test("waiting ends when the server stops and when the task is cancelled")
    func waitingEnds() async throws {
        let server = FaultServer()
        _ = try server.start()
        let cancelled = Task { try await server.waitForRequest { _ in false } }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        let stopped = Task { try await server.waitForRequest { _ in false } }
        server.stop()
        await #expect(throws: CancellationError.self) { try await stopped.value }
        server.stop()
    }

    @Test(
        "bytes that are no HTTP end the connection", arguments: ["\n\n", "hello\n\n", "GET /\n\n", "GET / FTP/1\n\n"])
    func noHTTP(text: String) async throws {
        try await serving { server, endpoint in
            let client = try RawClient(endpoint)
            client.send(text)
            let (reply, _) = client.readToEnd()
            #expect(reply.isEmpty)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("a header without end is cut off")
    func endlessHead() async throws {
        try await serving { server, endpoint in
            let client = try RawClient(endpoint)
            client.send("GET / HTTP/1.1\nX: " + String(repeating: "x", count: RequestHead.maxBytes))
            #expect(client.readToEnd().text.isEmpty)
            #expect(server.requests.isEmpty)
        }
    }
}
