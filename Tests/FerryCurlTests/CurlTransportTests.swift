import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryCurl

@Suite(.timeLimit(.minutes(2))) struct CurlTransportTests {
    @Test("a body arrives as it was and can be fetched again")
    func roundTrip() async throws {
        try await Road.walk { road in
            let body = PatternBody(3_000_001)
            let put = try await road.reply(road.request(.put, "/put/a", body: body))
            #expect(put.head.status == .created)
            #expect(put.sentBodyBytes == body.length)
            var get = road.request(.get, "/put/a")
            get.maxResponseBodyBytes = 4_000_000
            let got = try await road.reply(get)
            #expect(got.body == body.bytes)
            #expect(got.sentBodyBytes == 0)
        }
    }

    @Test(
        "a method that may carry a body says Content-Length: 0 when it has none", arguments: ["POST", "PUT", "PATCH"])
    func emptyBody(method: String) async throws {
        try await Road.walk { road in
            let method = try #require(HTTPRequest.Method(method))
            _ = try await road.reply(road.request(method, "/files/"))
            #expect(road.server.requests.map(\.declaredBodyBytes) == [0])
        }
    }

    @Test("methods without a body say no length", arguments: ["GET", "HEAD", "DELETE", "OPTIONS"])
    func noBody(method: String) async throws {
        try await Road.walk { road in
            let method = try #require(HTTPRequest.Method(method))
            _ = try await road.reply(road.request(method, "/files/x"))
            #expect(road.server.requests.map(\.method) == [method.rawValue])
            #expect(road.server.requests.map(\.declaredBodyBytes) == [nil])
        }
    }

    @Test("the header goes out as given, with nothing added but Host, length and the agent")
    func headerFields() async throws {
        try await Road.walk(configuration: .init(userAgent: "Ferry/1")) { road in
            let fields: HTTPFields = [.contentType: "video/webm", .authorization: "Bearer a:b", .ifMatch: ""]
            _ = try await road.reply(road.request(.put, "/put/a?q=1", fields, body: PatternBody(2_000_000)))
            let request = try #require(road.server.requests.first)
            #expect(request.path == "/put/a?q=1")
            let names = Set(request.headerFields.map { $0.name.canonicalName })
            #expect(
                names == ["host", "user-agent", "content-type", "authorization", "if-match", "content-length"])
            #expect(request.headerFields[.userAgent] == "Ferry/1")
            #expect(request.headerFields[.authorization] == "Bearer a:b")
            #expect(request.headerFields[.ifMatch] == "")
        }
    }

    @Test("requests after one another use one connection")
    func reuse() async throws {
        try await Road.walk { road in
            var connected: [Double?] = []
            for place in 0..<10 {
                let reply = try await road.reply(road.request(.put, "/put/\(place)", body: PatternBody(100_000)))
                connected.append(reply.timings.connected)
            }
            #expect(road.server.connectionCount == 1)
            #expect((connected[0] ?? 0) > 0)
            #expect(connected.dropFirst().allSatisfy { $0 == 0 })
        }
    }

    @Test("two requests are under way at the same time")
    func parallel() async throws {
        let plan = FaultPlan().on("PUT", 1, .stall(afterBodyBytes: 100))
        try await Road.walk(plan) { road in
            async let first = road.reply(road.request(.put, "/put/a", body: PatternBody(50_000)))
            try await road.server.waitForRequest { $0.path == "/put/a" && $0.bodyBytes == 100 }
            let second = try await road.reply(road.request(.put, "/put/b", body: PatternBody(50_000)))
            #expect(second.head.status == .created)
            road.server.release()
            #expect(try await first.head.status == .created)
            #expect(road.server.mostConcurrentBodies == 2)
        }
    }

    @Test("more requests than the limit wait their turn")
    func lineUp() async throws {
        try await Road.walk(configuration: .init(maxTransfers: 2)) { road in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for place in 0..<12 {
                    group.addTask {
                        try await road.reply(road.request(.put, "/put/\(place)", body: PatternBody(40_000))).head.status
                            .code
                    }
                }
                for try await status in group { #expect(status == 201) }
            }
            #expect(road.server.objects.count == 12)
            #expect(road.server.mostConcurrentBodies <= 2)
        }
    }

    @Test("a reply's body is cut at the limit and read to its end")
    func cappedReply() async throws {
        try await Road.walk { road in
            _ = try await road.reply(road.request(.put, "/put/a", body: PatternBody(500_000)))
            var get = road.request(.get, "/put/a")
            get.maxResponseBodyBytes = 1000
            #expect(try await road.reply(get).body == Array(PatternBody(500_000).bytes.prefix(1000)))
            get.maxResponseBodyBytes = 0
            #expect(try await road.reply(get).body.isEmpty)
            #expect(road.server.connectionCount == 1)
        }
    }

    @Test("sent bytes are told rising, not too often, and whole at the end")
    func sentObservations() async throws {
        try await Road.walk { road in
            let seen = Observations()
            let length: Int64 = 20 * 1024 * 1024
            _ = await road.outcome(road.request(.put, "/put/a", body: PatternBody(length)), observe: seen.note)
            #expect(seen.sent.last == length)
            #expect(seen.sent == seen.sent.sorted())
            #expect(Set(seen.sent).count == seen.sent.count)
            #expect(seen.sent.count >= 5)
        }
    }

    @Test("interim replies are told before the final one is returned")
    func interim() async throws {
        try await Road.walk(FaultPlan().on("PUT", .interim([100, 103, 104]))) { road in
            let seen = Observations()
            let outcome = await road.outcome(road.request(.put, "/put/a", body: PatternBody(10)), observe: seen.note)
            let reply = try outcome.get()
            #expect(reply.head.status == .created)
            let statuses = seen.all.compactMap { observation -> Int? in
                guard case .informational(let status, _) = observation else { return nil }
                return status
            }
            #expect(statuses == [100, 103, 104])
        }
    }

    @Test("a redirect is a reply like any other")
    func redirect() async throws {
        try await Road.walk(FaultPlan().on("GET", .redirect(307, location: "/elsewhere"))) { road in
            let reply = try await road.reply(road.request(.get, "/put/a"))
            #expect(reply.head.status.code == 307)
            #expect(reply.head.headerFields[.location] == "/elsewhere")
            #expect(road.server.requests.count == 1)
        }
    }

    @Test("after a shutdown every request is refused at once")
    func afterShutdown() async throws {
        try await Road.walk { road in
            road.transport.shutdown()
            road.transport.shutdown()
            #expect(await road.failure(road.request(.get, "/"))?.kind == .cancelled)
        }
    }

    @Test("a shutdown ends requests under way")
    func shutdownMidway() async throws {
        try await Road.walk(FaultPlan().on("PUT", .silence)) { road in
            async let failure = road.failure(road.request(.put, "/put/a", body: PatternBody(1000)))
            try await road.server.waitForRequest { $0.bodyBytes == 1000 }
            road.transport.shutdown()
            #expect(await failure?.kind == .cancelled)
        }
    }

    @Test("the library names its version")
    func version() {
        #expect(CurlTransport.libraryVersion.split(separator: ".").count == 3)
    }
}
