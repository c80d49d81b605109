import FerryCore
import FerrySessions
import FerryTesting
import Testing

@testable import FerryServer

@Suite struct AccessTests {
    @Test("with tokens none is 401, a missing scope and another user's session 403")
    func scopes() async throws {
        try await TestService.run { service in
            let writer = try await service.token([.sessions, .read], user: "u-1")
            let reader = try await service.token([.read])
            let stranger = try await service.token([.sessions, .read, .media, .control], user: "u-2")
            let id = try await service.session(writer)
            let path = "/v1/sessions/\(id)"
            let none = try await service.send("GET", path)
            #expect((none.status, none["www-authenticate"]) == (401, "Bearer"))
            #expect(none["content-type"] == "application/problem+json")
            #expect(try await service.send("GET", path, ["Authorization": "Bearer mft_x"]).status == 401)
            #expect(try await service.send("GET", path, reader).status == 200)
            #expect(try await service.send("POST", "\(path)/next", reader).code == "request.forbidden")
            for target in [path, "\(path)/trail", "/v1/jobs?sessionId=\(id)", "/v1/events?sessionId=\(id)", "/v1/jobs"]
            {
                #expect(try await service.send("GET", target, stranger).status == 403, "\(target)")
            }
            let foreign = try await service.send(
                "POST", "/v1/sessions", json: #"{"userId": "u-1", "kind": "k"}"#, stranger)
            #expect(foreign.status == 403)
            #expect(try await service.send("GET", "/healthz").status == 200)
        }
    }

    @Test("uploads are seen by whoever made them, through both protocols' addresses")
    func uploads() async throws {
        try await TestService.run { service in
            let mine = try await service.token([.media], user: "u-1")
            let other = try await service.token([.media], user: "u-2")
            let reader = try await service.token([.read], user: "u-1")
            let tus = ["Tus-Resumable": "1.0.0", "Upload-Length": "4"]
            #expect(try await service.send("POST", "/files/", tus, body: []).status == 401)
            #expect(try await service.send("POST", "/files/", tus.merging(reader) { $1 }, body: []).status == 403)
            let made = try await service.send("POST", "/files/", tus.merging(mine) { $1 }, body: [])
            let location = try #require(made["location"])
            #expect((made.status, made["x-request-id"] != nil) == (201, true))
            let resumable = ["Tus-Resumable": "1.0.0"]
            #expect(try await service.send("HEAD", location, resumable.merging(other) { $1 }).status == 404)
            let head = try await service.send("HEAD", location, resumable.merging(mine) { $1 })
            #expect((head.status, head["upload-offset"]) == (200, "0"))
        }
    }

    @Test("an open service answers loopback names only, and no page of a stranger")
    func open() async throws {
        try await TestService.run {
            $0.corsOrigins = ["https://ours.example"]
        } body: { service in
            let rebound = try await service.send("GET", "/v1/sessions", ["Host": "evil.example"])
            #expect((rebound.status, rebound.code) == (403, "request.forbidden"))
            let foreign = try await service.send("GET", "/v1/sessions", ["Origin": "https://evil.example"])
            #expect((foreign.status, foreign["access-control-allow-origin"]) == (403, nil))
            let ours = try await service.send("GET", "/v1/sessions", ["Origin": "https://ours.example"])
            #expect((ours.status, ours["access-control-allow-origin"]) == (200, "https://ours.example"))
            #expect(ours["vary"] == "Origin")
            let preflight = ["Origin": "https://ours.example", "Access-Control-Request-Method": "PATCH"]
            for target in ["/v1/flags", "/files/"] {
                let reply = try await service.send("OPTIONS", target, preflight)
                #expect((reply.status, reply["access-control-allow-methods"] != nil) == (204, true), "\(target)")
            }
        }
    }

    @Test("a client that asks too often is told when to come again, and others are not")
    func rates() async throws {
        try await TestService.run {
            $0.limits.requestsPerSecond = 0.01
            $0.limits.requestBurst = 3
        } body: { service in
            let (one, other) = (try await service.token([.read]), try await service.token([.read]))
            for _ in 0..<3 { #expect(try await service.send("GET", "/v1/flags", one).status == 200) }
            let refused = try await service.send("GET", "/v1/flags", one)
            #expect((refused.status, refused.code) == (429, "service.busy"))
            #expect(refused["retry-after"].flatMap { Int($0) } ?? 0 >= 1)
            #expect(try await service.send("GET", "/v1/flags", other).status == 200)
        }
    }

    @Test("without a token only loopback is listened on")
    func listening() async throws {
        await #expect(throws: FerryError.self) {
            try await TestService.run {
                $0.host = "0.0.0.0"
            } body: { _ in
            }
        }
    }
}
