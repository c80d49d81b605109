import Testing

@testable import FerryTesting

/// The proxy before a fault server without faults.
@Suite(.timeLimit(.minutes(1))) struct FaultProxyTests {
    /// Puts a proxy before a server and sends one `PUT` of ten bytes through it.
    private func put(
        _ faults: [FaultProxy.Fault], _ body: (FaultServer, FaultProxy, borrowing RawClient) async throws -> Void
    ) async throws {
        let server = FaultServer()
        let endpoint = try server.start()
        let proxy = FaultProxy(toPort: try #require(Int(endpoint.split(separator: ":")[2].prefix { $0.isNumber }))) {
            $0 == 1 ? faults : []
        }
        let port = try proxy.start()
        defer {
            proxy.stop()
            server.stop()
        }
        let client = try RawClient("http://127.0.0.1:\(port)/")
        client.send(Self.request)
        try await body(server, proxy, client)
    }

    private static let request = "PUT /put/a HTTP/1.1\nContent-Length: 10\n\n0123456789"
    /// Bytes of the request's header.
    private static let headBytes = request.utf8.count + 3 - 10

    @Test("without faults everything passes in both directions")
    func honest() async throws {
        try await put([]) { server, proxy, client in
            #expect(client.reply().hasPrefix("HTTP/1.1 201"))
            #expect(server.objects.map(\.bytes) == [Array("0123456789".utf8)])
            #expect(proxy.connectionCount == 1 && proxy.passedBytes(.toServer) == Self.headBytes + 10)
        }
    }

    @Test("a reset on the way there breaks both ends after so many bytes")
    func reset() async throws {
        try await put([.reset(.toServer, afterBytes: Self.headBytes + 4)]) { server, proxy, client in
            #expect(client.readToEnd().error == 104)
            let seen = try await server.waitForRequest { $0.ended != nil }
            #expect(seen.bodyBytes <= 4 && seen.ending == .clientClosed)
            let port = proxy.connectionCount
            #expect(port == 1)
        }
    }

    @Test("a cut on the way back ends the answer in the middle")
    func cut() async throws {
        try await put([.cut(.toClient, afterBytes: 8)]) { _, _, client in
            let (text, error) = client.readToEnd()
            #expect(text == "HTTP/1.1" && error == 0)
        }
    }

    @Test("a stall holds until released")
    func stall() async throws {
        try await put([.stall(.toServer, afterBytes: Self.headBytes + 5)]) { server, proxy, client in
            let seen = try await server.waitForRequest { $0.bodyBytes == 5 }
            #expect(seen.ended == nil)
            while proxy.stalledCount == 0 { await Task.yield() }
            proxy.release()
            #expect(client.reply().hasPrefix("HTTP/1.1 201"))
            #expect(proxy.stalledCount == 0)
        }
    }

    @Test("a trickle and a delay slow down and change nothing")
    func slow() async throws {
        let clock = ContinuousClock()
        let begin = clock.now
        try await put([.trickle(.toServer, bytes: 20, everySeconds: 0.01), .delay(.toClient, seconds: 0.02)]) {
            server, _, client in
            #expect(client.reply().hasPrefix("HTTP/1.1 201"))
            #expect(server.objects.map(\.bytes) == [Array("0123456789".utf8)])
        }
        #expect(clock.now - begin >= .milliseconds(40))
    }

    @Test("one byte can be flipped")
    func corrupted() async throws {
        try await put([.corrupted(.toServer, at: Self.headBytes + 3)]) { server, _, client in
            #expect(client.reply().hasPrefix("HTTP/1.1 201"))
            #expect(server.objects.map(\.bytes) == [Array("0122456789".utf8)])
        }
    }

    @Test("in a blackout connections stand and nothing passes")
    func blackout() async throws {
        try await put([]) { server, proxy, client in
            _ = client.reply()
            proxy.setBlackout(true)
            client.send(Self.request)
            #expect(server.requests.count == 1)
            proxy.setBlackout(false)
            #expect(client.reply().hasPrefix("HTTP/1.1 20"))
            #expect(server.requests.count == 2)
        }
    }

    @Test("a server that is not there closes the client's connection")
    func nobody() throws {
        let unused = FaultServer()
        let endpoint = try unused.start()
        unused.stop()
        let proxy = FaultProxy(toPort: try #require(Int(endpoint.split(separator: ":")[2].prefix { $0.isNumber })))
        let port = try proxy.start()
        defer { proxy.stop() }
        let client = try RawClient("http://127.0.0.1:\(port)/")
        #expect(client.readToEnd().text.isEmpty)
    }
}
