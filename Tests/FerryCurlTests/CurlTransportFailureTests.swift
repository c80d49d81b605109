import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryCurl

/// Each way in which a request can fail, by the fault that makes it.
@Suite(.timeLimit(.minutes(2))) struct CurlTransportFailureTests {
    private static let quick = TransferLimits(
        connectTimeout: 5, firstByteTimeout: 1, stallRate: 1000, stallTime: 1)
    /// More than the buffers of two loopback sockets hold.
    private static let large: Int64 = 32 * 1024 * 1024

    @Test("connection refused")
    func refused() async throws {
        try await Road.walk { road in
            road.server.stop()
            let failure = await road.failure(road.request(.get, "/"))
            #expect(failure == HTTPTransferFailure(.connect, "connection refused"))
        }
    }

    @Test("name unknown")
    func nameUnknown() async throws {
        try await Road.walk { road in
            var request = road.request(.get, "/secret?token=1")
            request.head.authority = "no-such-host.invalid"
            let failure = await road.failure(request)
            #expect(failure == HTTPTransferFailure(.connect, "the host name no-such-host.invalid is unknown"))
        }
    }

    @Test(
        "a URL that cannot be used",
        arguments: [
            ("ftp", "127.0.0.1"), ("http", ""), ("http", "a b"), ("", "127.0.0.1"), ("http", "127.0.0.1:99999"),
            ("file", "127.0.0.1"),
        ])
    func badURL(scheme: String, authority: String) async throws {
        try await Road.walk { road in
            var request = road.request(.get, "/")
            request.head.scheme = scheme
            request.head.authority = authority
            #expect(await road.failure(request)?.kind == .other)
        }
    }

    @Test("no connection in time, be it TCP or TLS that is not answered", arguments: ["http", "https"])
    func connection(scheme: String) async throws {
        let host = try SilentHost(isFull: scheme == "http")
        defer { host.close() }
        let transport = CurlTransport()
        defer { transport.shutdown() }
        let head = HTTPRequest(method: .get, scheme: scheme, authority: "127.0.0.1:\(host.port)", path: "/")
        let request = HTTPTransferRequest(head: head, limits: TransferLimits(connectTimeout: 0.25))
        let clock = ContinuousClock()
        let began = clock.now
        let failure = await #expect(throws: HTTPTransferFailure.self) {
            try await transport.send(request, observe: { _ in })
        }
        #expect(failure?.kind == .connect && failure?.message.hasPrefix("no connection ") == true)
        #expect(clock.now - began >= .milliseconds(250))
    }

    @Test("no first byte in time", arguments: [Fault.silence, .interimOnly([100, 102])])
    func firstByte(fault: Fault) async throws {
        try await Road.walk(FaultPlan().on("PUT", fault)) { road in
            let body = PatternBody(1000)
            let failure = await road.failure(road.request(.put, "/put/a", body: body, limits: Self.quick))
            #expect(failure?.kind == .firstByte)
            #expect(failure?.sentBodyBytes == 1000)
            try await road.server.waitForRequest { $0.ended != nil }
        }
    }

    @Test("no first byte in time to a request without a body")
    func firstByteWithoutBody() async throws {
        try await Road.walk(FaultPlan().on("GET", .silence)) { road in
            #expect(await road.failure(road.request(.get, "/a", limits: Self.quick))?.kind == .firstByte)
        }
    }

    @Test("a server that stops reading stalls the body")
    func stall() async throws {
        try await Road.walk(FaultPlan().on("PUT", .stall(afterBodyBytes: 1000))) { road in
            let request = road.request(.put, "/put/a", body: PatternBody(Self.large), limits: Self.quick)
            let failure = await road.failure(request)
            #expect(failure?.kind == .stall)
            #expect((failure?.sentBodyBytes ?? 0) >= 1000)
            #expect((failure?.sentBodyBytes ?? .max) < Self.large)
            let seen = try await road.server.waitForRequest { $0.ended != nil }
            #expect(seen.ending == .clientClosed)
        }
    }

    @Test("a reply that begins and never ends", arguments: [1, 10])
    func endless(bytes: Int) async throws {
        try await Road.walk(FaultPlan().on("GET", .endlessReply(bytes: bytes, everySeconds: 0.05))) { road in
            #expect(await road.failure(road.request(.get, "/a", limits: Self.quick))?.kind == .timeout)
        }
    }

    @Test("a slow reply that keeps its rate is no failure")
    func slowReply() async throws {
        let fault = Fault.trickle(bytes: 20, everySeconds: 0.005)
        try await Road.walk(FaultPlan().on("PUT", fault)) { road in
            let limits = TransferLimits(stallRate: 100, stallTime: 0.2)
            let reply = try await road.reply(road.request(.put, "/put/a", body: PatternBody(10), limits: limits))
            #expect(reply.head.status == .created)
        }
    }

    @Test("the connection is reset in the middle of the body")
    func reset() async throws {
        try await Road.walk(FaultPlan().on("PUT", .reset(afterBodyBytes: 100_000))) { road in
            let failure = await road.failure(road.request(.put, "/put/a", body: PatternBody(Self.large)))
            #expect(failure?.kind == .reset)
            #expect((failure?.sentBodyBytes ?? 0) >= 100_000)
        }
    }

    @Test(
        "the connection breaks, or the reply is cut short or no HTTP",
        arguments: [Fault.close(afterBodyBytes: 10), .lostReply, .truncatedReply, .garbageReply])
    func broken(fault: Fault) async throws {
        try await Road.walk(FaultPlan().on("PUT", fault)) { road in
            let failure = await road.failure(road.request(.put, "/put/a", body: PatternBody(100_000)))
            #expect(failure?.kind == .reset)
            #expect(failure?.message.contains("127.0.0.1") == false)
        }
    }

    @Test("a reply lost on a kept connection is told, never sent again", arguments: ["PUT", "POST", "HEAD"])
    func lostOnKeptConnection(method: String) async throws {
        try await Road.walk(FaultPlan().on(method, 2, .lostReply)) { road in
            let method = try #require(HTTPRequest.Method(method))
            let body = method == .put ? PatternBody(100_000) : nil
            _ = try await road.reply(road.request(method, "/put/a", body: body))
            #expect(await road.failure(road.request(method, "/put/a", body: body))?.kind == .reset)
            #expect(road.server.requests.count == 2)
            _ = try await road.reply(road.request(method, "/put/a", body: body))
            #expect(road.server.requests.count == 3)
        }
    }

    @Test("an early refusal is a reply, also when the server closes right after it")
    func earlyRefusal() async throws {
        let plan = FaultPlan().on("PUT", .earlyStatus(413, afterBodyBytes: 300_000, headerFields: [.retryAfter: "7"]))
        try await Road.walk(plan) { road in
            for _ in 0..<50 {
                let outcome = await road.outcome(road.request(.put, "/put/a", body: PatternBody(Self.large)))
                let reply = try outcome.get()
                #expect(reply.head.status == .contentTooLarge)
                #expect(reply.head.headerFields[.retryAfter] == "7")
                #expect(reply.sentBodyBytes < Self.large)
            }
        }
    }

    @Test("cancelling ends the transfer at once and the server sees the connection close")
    func cancel() async throws {
        try await Road.walk(FaultPlan().on("PUT", .stall(afterBodyBytes: 5000))) { road in
            let task = Task { await road.failure(road.request(.put, "/put/a", body: PatternBody(Self.large))) }
            try await road.server.waitForRequest { $0.bodyBytes == 5000 }
            task.cancel()
            #expect(await task.value?.kind == .cancelled)
            let seen = try await road.server.waitForRequest { $0.ended != nil }
            #expect(seen.ending == .clientClosed)
        }
    }

    @Test("a task that is cancelled already sends nothing")
    func cancelledBefore() async throws {
        try await Road.walk { road in
            let failure = await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await road.failure(road.request(.put, "/put/a", body: PatternBody(Self.large)))
            }.value
            #expect(failure?.kind == .cancelled)
        }
    }

    @Test("an error of the source ends the request and is its cause")
    func source() async throws {
        try await Road.walk { road in
            let body = PatternBody(Self.large, failAt: 3_000_000)
            let failure = await road.failure(road.request(.put, "/put/a", body: body))
            #expect(failure?.kind == .source)
            #expect(failure?.sourceError?.code == .sourceChanged)
            let seen = try await road.server.waitForRequest { $0.ended != nil }
            #expect(seen.ending == .clientClosed)
            #expect(seen.bodyBytes <= 3_000_000)
        }
    }

    @Test("a body that ends too early is a changed source")
    func shortSource() async throws {
        try await Road.walk { road in
            let failure = await road.failure(road.request(.put, "/put/a", body: ShortBody()))
            #expect(failure?.kind == .source)
            #expect(failure?.sourceError?.message == "the body ended at byte 0 of 10")
        }
    }

    @Test("a request can be sent again with the same body, read from its start")
    func sentAgain() async throws {
        try await Road.walk(FaultPlan().on("PUT", 1, .reset(afterBodyBytes: 1000))) { road in
            let body = PatternBody(2_000_000)
            let request = road.request(.put, "/put/a", body: body)
            #expect(await road.failure(request)?.kind == .reset)
            let reply = try await road.reply(request)
            #expect(reply.head.status == .created)
            #expect(body.offsets.count { $0 == 0 } == 2)
            #expect(road.server.objects.first?.bytes == body.bytes)
        }
    }
}

/// Promises ten bytes and has none.
private struct ShortBody: HTTPBodySource {
    var length: Int64 { 10 }
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int { 0 }
}
