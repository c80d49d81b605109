import HTTPTypes
import Testing

@testable import FerryTesting

/// Each fault as a raw client sees it.
@Suite(.timeLimit(.minutes(1))) struct FaultTests {
    private static let connectionReset: Int32 = 104

    /// Sends one PUT of ten bytes against a fault.
    private func put(
        _ fault: Fault, _ body: (FaultServer, borrowing RawClient) async throws -> Void
    ) async throws {
        let server = FaultServer(plan: FaultPlan().on("PUT", 1, fault))
        let endpoint = try server.start()
        defer { server.stop() }
        let client = try RawClient(endpoint)
        client.send("PUT /put/a HTTP/1.1\nContent-Length: 10\n\n0123456789")
        try await body(server, client)
    }

    @Test("status: the answer is given and nothing is kept; the connection goes on")
    func status() async throws {
        try await put(.status(503, headerFields: [.retryAfter: "3"], body: "busy")) { server, client in
            let reply = client.read(until: "busy")
            #expect(reply.hasPrefix("HTTP/1.1 503 \r\n"))
            #expect(reply.contains("Retry-After: 3\r\n"))
            #expect(server.requests.first?.bodyBytes == 10)
            #expect(server.objects.isEmpty && server.unfinishedUploads == 0)
            client.send("PUT /put/a HTTP/1.1\nContent-Length: 1\n\nx")
            #expect(client.reply().hasPrefix("HTTP/1.1 201"))
        }
    }

    @Test("early status: the answer comes before the body is read")
    func earlyStatus() async throws {
        let plan = FaultPlan().on("PUT", .earlyStatus(413, afterBodyBytes: 4))
        let server = FaultServer(plan: plan)
        let endpoint = try server.start()
        defer { server.stop() }
        let client = try RawClient(endpoint)
        client.send("PUT /put/a HTTP/1.1\nContent-Length: 10\n\n0123")
        #expect(client.readToEnd().text.hasPrefix("HTTP/1.1 413"))
        #expect(server.requests.map(\.bodyBytes) == [4])
        #expect(server.requests.map(\.ending) == [.replied(413)])
    }

    @Test("delay: the answer waits, and only for so long")
    func delay() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        try await put(.delay(seconds: 0.05)) { server, client in
            #expect(client.reply().hasPrefix("HTTP/1.1 201"))
            #expect(clock.now - begin >= .milliseconds(50))
            #expect(server.objects.count == 1)
        }
    }

    @Test("delay: a client that goes away ends it")
    func delayEnds() async throws {
        let server = FaultServer(plan: FaultPlan().on("PUT", .delay(seconds: 3600)))
        let endpoint = try server.start()
        defer { server.stop() }
        do {
            let client = try RawClient(endpoint)
            client.send("PUT /put/a HTTP/1.1\nContent-Length: 1\n\nx")
            try await server.waitForRequest { $0.bodyBytes == 1 }
        }
        let seen = try await server.waitForRequest { $0.ended != nil }
        #expect(seen.ending == .clientClosed)
    }

    @Test("reset: the connection breaks and what came before is kept")
    func reset() async throws {
        try await put(.reset(afterBodyBytes: 4)) { server, client in
            let (reply, error) = client.readToEnd()
            #expect(reply.isEmpty)
            #expect(error == Self.connectionReset)
            #expect(server.requests.map(\.bodyBytes) == [4])
            #expect(server.requests.map(\.ending) == [.reset])
            #expect(server.unfinishedUploads == 1)
        }
    }

    @Test("close: the connection ends without an answer")
    func close() async throws {
        try await put(.close(afterBodyBytes: 10)) { server, client in
            let (reply, error) = client.readToEnd()
            #expect(reply.isEmpty && error == 0)
            #expect(server.requests.map(\.ending) == [.closed])
        }
    }

    @Test("stall: nothing is read until released, then all goes on")
    func stall() async throws {
        try await put(.stall(afterBodyBytes: 3)) { server, client in
            let stalled = try await server.waitForRequest { $0.bodyBytes == 3 }
            #expect(stalled.ended == nil)
            server.release()
            #expect(client.reply().hasPrefix("HTTP/1.1 201"))
            #expect(server.objects.map(\.bytes) == [Array("0123456789".utf8)])
        }
    }

    @Test("lost reply: the work is done and nothing is said")
    func lostReply() async throws {
        try await put(.lostReply) { server, client in
            #expect(client.readToEnd().text.isEmpty)
            #expect(server.objects.count == 1)
            #expect(server.requests.map(\.ending) == [.closed])
        }
    }

    @Test(
        "silence and interim replies only: nothing final until released",
        arguments: [.silence, .interimOnly([102])] as [Fault])
    func silence(fault: Fault) async throws {
        try await put(fault) { server, client in
            if case .interimOnly = fault { #expect(client.reply() == "HTTP/1.1 102 \r\n\r\n") }
            try await server.waitForRequest { $0.bodyBytes == 10 }
            #expect(server.requests.first?.ended == nil)
            server.release()
            #expect(client.readToEnd().text.isEmpty)
        }
    }

    @Test("offset off: the answer is wrong by so much, the store is not", arguments: [-5, 7] as [Int64])
    func offset(difference: Int64) async throws {
        try await put(.offsetOff(by: difference)) { server, client in
            #expect(client.reply().contains("Upload-Offset: \(10 + difference)\r\n"))
            #expect(server.objects.map(\.bytes.count) == [10])
        }
    }

    @Test("truncated reply: less comes than was said")
    func truncated() async throws {
        try await put(.truncatedReply) { _, client in
            let (reply, _) = client.readToEnd()
            #expect(reply.contains("Content-Length: 104\r\n"))
            #expect(reply.hasSuffix("\r\n\r\nhalf"))
        }
    }

    @Test("garbage: the answer is no HTTP")
    func garbage() async throws {
        try await put(.garbageReply) { _, client in #expect(!client.readToEnd().text.hasPrefix("HTTP")) }
    }

    @Test("endless reply: it begins and goes on")
    func endless() async throws {
        try await put(.endlessReply(bytes: 2, everySeconds: 0.001)) { _, client in
            #expect(client.read(until: "      ").hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("interim: interim replies come before the honest one")
    func interim() async throws {
        try await put(.interim([100, 103])) { _, client in
            #expect(client.reply().hasPrefix("HTTP/1.1 100"))
            #expect(client.reply().hasPrefix("HTTP/1.1 103"))
            #expect(client.reply().hasPrefix("HTTP/1.1 201"))
        }
    }

    @Test("redirect: it points elsewhere")
    func redirect() async throws {
        try await put(.redirect(308, location: "/b")) { server, client in
            let reply = client.reply()
            #expect(reply.hasPrefix("HTTP/1.1 308") && reply.contains("Location: /b\r\n"))
            #expect(server.objects.isEmpty)
        }
    }

    @Test("header fields can be taken out and put in")
    func fields() async throws {
        try await put(.withoutField(.uploadOffset)) { _, client in #expect(!client.reply().contains("Upload-Offset")) }
        try await put(.withField(.uploadOffset, "x")) { _, client in
            #expect(client.reply().contains("Upload-Offset: x\r\n"))
        }
    }

    @Test("trickle: the honest answer comes slowly and whole")
    func trickle() async throws {
        try await put(.trickle(bytes: 10, everySeconds: 0.001)) { _, client in
            let reply = client.reply()
            #expect(reply.hasPrefix("HTTP/1.1 201") && reply.contains("Upload-Offset: 10\r\n"))
        }
    }

    @Test("expired: the upload is gone from then on", arguments: [404, 410])
    func expired(status: Int) async throws {
        let server = FaultServer(plan: FaultPlan().on("PATCH", 1, .expired(status)))
        let endpoint = try server.start()
        defer { server.stop() }
        let client = try RawClient(endpoint)
        client.send("POST /files/ HTTP/1.1\nTus-Resumable: 1.0.0\nUpload-Length: 1\n\n")
        _ = client.reply()
        client.send("PATCH /files/u1 HTTP/1.1\nTus-Resumable: 1.0.0\nContent-Length: 1\n\nx")
        #expect(client.reply().hasPrefix("HTTP/1.1 \(status)"))
        client.send("HEAD /files/u1 HTTP/1.1\nTus-Resumable: 1.0.0\n\n")
        #expect(client.reply().hasPrefix("HTTP/1.1 \(status)"))
    }
}

@Suite struct FaultPlanTests {
    private func request(_ method: String, _ path: String = "/files/u1") -> RecordedRequest {
        RecordedRequest(number: 1, connection: 1, method: method, path: path, headerFields: [:], began: 1)
    }

    @Test("rules count by method, and the first that fits decides")
    func rules() {
        var plan = FaultPlan().on("PATCH", 2, .lostReply).on("PATCH", 3, .silence).on("HEAD", .garbageReply)
        let methods = ["PATCH", "HEAD", "PATCH", "HEAD", "PATCH", "PATCH"]
        let faults = methods.map { plan.fault(for: request($0)) }
        #expect(faults == [nil, .garbageReply, .lostReply, .garbageReply, .silence, nil])
    }

    @Test("a rule can be about a part of the path, or any method")
    func paths() {
        var plan = FaultPlan().adding(.init(occurrence: 1, pathPart: "u2", fault: .lostReply))
        #expect(plan.fault(for: request("PATCH")) == nil)
        #expect(plan.fault(for: request("PATCH", "/files/u2")) == .lostReply)
        #expect(plan.fault(for: request("HEAD", "/files/u2")) == nil)
    }

    @Test("a function decides where no rule does")
    func function() {
        var plan = FaultPlan { $0.path.hasSuffix("u1") ? .silence : nil }.on("GET", .lostReply)
        #expect(plan.fault(for: request("GET")) == .lostReply)
        #expect(plan.fault(for: request("PATCH")) == .silence)
        #expect(plan.fault(for: request("PATCH", "/x")) == nil)
    }
}
