import FerryTesting
import Testing

@testable import FerryServer

@Suite struct EventRouteTests {
    /// The names of the events on a stream, up to one of a name.
    private static func names(_ connection: RawConnection, until last: String) async throws -> [String] {
        var names: [String] = []
        while let line = try await connection.line() {
            guard line.hasPrefix("event: ") else { continue }
            names.append(String(line.dropFirst(7)))
            if names.last == last { break }
        }
        return names
    }

    private static func listen(
        _ service: TestService, _ target: String = "/v1/events", _ fields: [String: String] = [:]
    ) async throws -> RawConnection {
        let connection = try await RawConnection.open(port: service.port)
        try await connection.send(service.head("GET", target, fields, length: nil))
        let head = try await connection.head()
        #expect((head.status, head["content-type"]) == (200, "text/event-stream"))
        return connection
    }

    @Test("a listener sees a session's media on its way, and one who comes later sees the same again")
    func replay() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            let live = try await Self.listen(service, "/v1/events?sessionId=\(id)")
            let answer = try await service.send(
                "PUT", "/v1/sessions/\(id)/answers/q1/video", ["Content-Type": "video/webm"], body: Array("film".utf8))
            #expect(answer.status == 202, "\(answer.text)")
            let names = try await Self.names(live, until: "job.delivered")
            #expect(names.first == "job.accepted")
            let late = try await Self.listen(service, "/v1/events?sessionId=\(id)", ["Last-Event-ID": "0"])
            #expect(try await Self.names(late, until: "job.delivered") == names)
        }
    }

    @Test("a number that this service has not given begins with a gap; no number at all is refused")
    func gap() async throws {
        try await TestService.run { service in
            let stream = try await Self.listen(service, "/v1/events", ["Last-Event-ID": "999999"])
            #expect(try await Self.names(stream, until: "gap") == ["gap"])
            let wrong = try await service.send("GET", "/v1/events", ["Last-Event-ID": "x"])
            #expect(wrong.status == 400)
        }
    }

    @Test("a stream on which nothing happens shows that it lives, and places are given back")
    func heartbeats() async throws {
        try await TestService.run {
            $0.limits.heartbeatSeconds = 0.05
            $0.limits.maxListeners = 1
        } body: { service in
            let stream = try await Self.listen(service)
            var comments = 0
            while comments < 2, let line = try await stream.line() { comments += line == ": " ? 1 : 0 }
            #expect(comments == 2)
            #expect(try await service.send("GET", "/v1/events").status == 429)
            stream.close()
            var status = 429
            for _ in 0..<100 where status == 429 {
                let next = try await RawConnection.open(port: service.port)
                defer { next.close() }
                try await next.send(service.head("GET", "/v1/events", [:], length: nil))
                status = try await next.head().status
            }
            #expect(status == 200)
        }
    }
}
