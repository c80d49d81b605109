import FerryTesting
import Testing

@testable import FerryServer

@Suite struct HostileRequestTests {
    @Test(
        "a body that is no document is refused, and the connection goes on",
        arguments: [
            (#"{"userId": "a", "userId": "b", "kind": "k"}"#, 400), (#"{"userId": "a""#, 400), ("[]", 422),
            (#"{"userId": 1, "kind": "k"}"#, 422), (#"{"kind": "k"}"#, 422), (#"{"userId": "", "kind": "k"}"#, 422),
            (String(repeating: "[", count: 200_000), 400), (#"{"userId": "\ud800", "kind": "k"}"#, 400),
            (#"{"userId": "a", "kind": "k", "questions": [{"questionId": 7, "text": "x"}]}"#, 422),
            (#"{"userId": "a", "kind": "k", "metadata": {"a": 1e999}}"#, 400), ("\u{0}", 400), ("nul", 400),
        ])
    func documents(text: String, status: Int) async throws {
        try await TestService.run { service in
            let connection = try await RawConnection.open(port: service.port)
            defer { connection.close() }
            let body = Array(text.utf8)
            let fields = ["Content-Type": "application/json"]
            try await connection.send(service.head("POST", "/v1/sessions", fields, length: body.count) + body)
            let reply = try await connection.reply()
            #expect(reply.status == status, "\(reply.text)")
            #expect(reply["content-type"] == "application/problem+json")
            try await connection.send(service.head("GET", "/healthz", [:], length: nil))
            #expect(try await connection.reply().status == 200)
        }
    }

    @Test(
        "a target that is no path of ours leads nowhere",
        arguments: [
            ("/v1/sessions/..%2f..%2fetc%2fpasswd", 404), ("/v1/../v1/flags", 404), ("/v1/jobs/%00", 400),
            ("/v1/jobs/%zz", 400), ("/v1/jobs/%ff", 400), ("/v1/sessions?state=nowhere", 422),
            ("/v1/sessions?state=active&state=paused", 400), ("/files/../../etc/passwd", 404), ("/v1//flags", 404),
            ("/v1/sessions?limit=" + String(repeating: "9", count: 5000), 400), ("/v1/jobs?limit=-1", 422),
        ])
    func targets(target: String, status: Int) async throws {
        try await TestService.run { service in
            let reply = try await service.send("GET", target)
            #expect(reply.status == status, "\(reply.text)")
        }
    }

    @Test("an address that takes other methods says which")
    func methods() async throws {
        try await TestService.run { service in
            let reply = try await service.send("DELETE", "/v1/sessions")
            #expect((reply.status, reply["allow"]) == (405, "GET, HEAD, OPTIONS, POST"))
            #expect(try await service.send("OPTIONS", "/v1/flags").status == 204)
            let head = try await service.send("HEAD", "/v1/flags")
            #expect((head.status, head.body.isEmpty, head["content-length"] != "0") == (200, true, true))
        }
    }

    @Test("a document that is too large, of another type, or of a size that lies, is refused")
    func sizes() async throws {
        try await TestService.run { service in
            let large = try await service.send(
                "POST", "/v1/sessions", json: #"{"userId": "\#(String(repeating: "a", count: 1 << 20))"}"#)
            #expect((large.status, large.code) == (413, "request.tooLarge"))
            let form = try await service.send(
                "POST", "/v1/sessions", ["Content-Type": "text/plain"], body: Array("{}".utf8))
            #expect((form.status, form.code) == (415, "request.unsupportedType"))
            let connection = try await RawConnection.open(port: service.port)
            defer { connection.close() }
            try await connection.send(
                service.head("POST", "/v1/sessions", ["Content-Type": "application/json"], length: 100))
            try await connection.send("{}")
            connection.finishSending()
            #expect(try await connection.reply().status == 400)
        }
    }

    @Test("a head that is too large is refused, and the connection is closed")
    func head() async throws {
        try await TestService.run { service in
            let connection = try await RawConnection.open(port: service.port)
            defer { connection.close() }
            try? await connection.send(
                service.head("GET", "/v1/flags", ["X-Large": String(repeating: "a", count: 100_000)], length: nil))
            // The reply may be lost to the reset that unread bytes cause.
            let reply = try? await connection.reply()
            #expect(reply.map { (400..<500).contains($0.status) } ?? true)
            #expect(await connection.isClosedByPeer())
        }
    }

    @Test("a body that comes too slowly is given up, at both doors", arguments: ["document", "answer"])
    func slow(door: String) async throws {
        try await TestService.run {
            $0.limits.bodyGraceSeconds = 0.3
            $0.limits.idleSeconds = 20
        } body: { service in
            let id = try await service.session()
            let target = door == "document" ? "/v1/sessions" : "/v1/sessions/\(id)/answers"
            let connection = try await RawConnection.open(port: service.port)
            defer { connection.close() }
            let fields = ["Content-Type": "application/json"]
            try await connection.send(service.head("POST", target, fields, length: 1000))
            try await connection.send("{")
            let reply = try await connection.reply()
            #expect((reply.status, reply["connection"]) == (408, "close"), "\(reply.text)")
        }
    }

    @Test("an upload that comes too slowly is given up too, and what arrived is kept", arguments: ["tus", "rufh"])
    func slowUpload(door: String) async throws {
        try await TestService.run {
            $0.limits.bodyGraceSeconds = 0.3
            $0.limits.idleSeconds = 20
        } body: { service in
            let connection = try await RawConnection.open(port: service.port)
            defer { connection.close() }
            var location = "/rufh/"
            if door == "tus" {
                let made = try await service.send(
                    "POST", "/files/", ["Tus-Resumable": "1.0.0", "Upload-Length": "1000"], body: [])
                location = try #require(made["location"])
                let fields = [
                    "Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream",
                ]
                try await connection.send(service.head("PATCH", location, fields, length: 1000))
            } else {
                let fields = ["Upload-Complete": "?1", "Upload-Draft-Interop-Version": "8"]
                try await connection.send(service.head("POST", location, fields, length: 1000))
            }
            try await connection.send("x")
            var reply = try await connection.reply()
            while reply.status < 200 { reply = try await connection.reply() }
            #expect((reply.status, reply["connection"]) == (408, "close"), "\(reply.text)")
            guard door == "tus" else { return }
            let head = try await service.send("HEAD", location, ["Tus-Resumable": "1.0.0"])
            #expect(head["upload-offset"] == "1")
        }
    }

    @Test("a client that waits before it sends is told to go on only when its body is wanted")
    func expectations() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            let fields = ["Content-Type": "application/json", "Expect": "100-continue"]
            let body = Array(#"{"questionId": "q1", "responseText": "x"}"#.utf8)
            for (target, first) in [("/v1/sessions/\(id)/answers", 100), ("/v1/sessions/nobody/answers", 404)] {
                let connection = try await RawConnection.open(port: service.port)
                defer { connection.close() }
                try await connection.send(service.head("POST", target, fields, length: body.count))
                #expect(try await connection.reply().status == first)
                guard first == 100 else { continue }
                try await connection.send(body)
                #expect(try await connection.reply().status == 202)
            }
        }
    }
}
