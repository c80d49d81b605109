import FerryTesting
import Testing

@testable import FerryReceiver

@Suite struct LimitsTests {
    @Test("an upload above the limit is refused at creation, with the limit in words")
    func declaredSize() async throws {
        try await TestReceiver.run {
            $0.maxUploadBytes = 100
        } body: { server async throws in
            let reply = try await server.post(length: 101)
            #expect(reply.status == 413 && reply.text.contains("100"))
            #expect(try await server.post(length: 100).status == 201)
            #expect(try await server.send("PUT", "/put/a", body: Array(repeating: 1, count: 101)).status == 413)
            #expect(server.folder.uploads.count == 1)
        }
    }

    @Test("a deferred length is held to the limit, also while bytes flow")
    func deferredSize() async throws {
        try await TestReceiver.run {
            $0.maxUploadBytes = 10
        } body: { server async throws in
            let location = try await server.create(length: nil)
            #expect(try await server.patch(location, at: 0, Array(repeating: 1, count: 11)).status == 413)
            #expect(try await server.patch(location, at: 0, [], ["Upload-Length": "11"]).status == 413)
            let reply = try await BrokenBodyTests.chunkedPatch(server, location, "b\r\nabcdefghijk\r\n0\r\n\r\n")
            #expect(reply.status == 413)
            #expect(try await server.offset(location) == 0)
        }
    }

    @Test("a chunked PUT above the limit is refused mid-stream and leaves nothing")
    func chunkedPut() async throws {
        try await TestReceiver.run {
            $0.maxUploadBytes = 10
        } body: { server async throws in
            let connection = try await server.connect()
            let head = TestReceiver.head("PUT", "/put/a", ["Transfer-Encoding": "chunked"], length: nil)
            try await connection.send(head + Array("b\r\nabcdefghijk\r\n0\r\n\r\n".utf8))
            #expect(try await connection.reply().status == 413)
            #expect(server.folder.uploads.isEmpty)
        }
    }

    @Test("more uploads than the limit are refused with 507, finished ones counted; a removal makes room")
    func count() async throws {
        try await TestReceiver.run {
            $0.maxUploads = 2
        } body: { server async throws in
            let first = try await server.create(length: 1, body: [1])
            _ = try await server.create(length: 5)
            let reply = try await server.post(length: 5)
            #expect(reply.status == 507 && reply.text.contains("at most 2"))
            #expect(try await server.send("PUT", "/put/a", body: [1]).status == 507)
            #expect(try await server.send("DELETE", first, TestReceiver.tus).status == 204)
            #expect(try await server.post(length: 5).status == 201)
        }
    }

    @Test("an expired upload is answered with 410 and leaves the disk with the next creation; a finished one stays")
    func expiry() async throws {
        try await TestReceiver.run {
            $0.expireSeconds = 100
        } body: { server async throws in
            let finished = try await server.create(length: 1, body: [1])
            let location = try await server.create(length: 5)
            server.time.advance(bySeconds: 60)
            #expect(try await server.patch(location, at: 0, [1]).status == 204)
            server.time.advance(bySeconds: 99)
            #expect(try await server.offset(location) == 1)
            server.time.advance(bySeconds: 1)
            #expect(try await server.patch(location, at: 1, [2]).status == 410)
            #expect(try await server.send("HEAD", location, TestReceiver.tus).status == 410)
            _ = try await server.create(length: 5)
            #expect(server.folder.uploads.count == 2)
            #expect(try await server.send("HEAD", location, TestReceiver.tus).status == 410)
            #expect(try await server.send("GET", finished).status == 200)
        }
    }

    @Test("what expired while the server was down is gone at its start")
    func expiredMeanwhile() async throws {
        let folder = try ScratchFolder()
        let time = ManualTime()
        let location = try await TestReceiver.run(over: folder, time: time) { try await $0.create(length: 5) }
        time.advance(bySeconds: 86_400 * 2)
        try await TestReceiver.run(over: folder, time: time) { server async throws in
            #expect([404, 410].contains(try await server.send("HEAD", location, TestReceiver.tus).status))
            #expect(folder.uploads.isEmpty)
        }
    }

    @Test("with a token every request needs it", arguments: [nil, "Bearer wrong", "Basic c2VjcmV0"] as [String?])
    func token(authorization: String?) async throws {
        try await TestReceiver.run {
            $0.token = "secret"
        } body: { server async throws in
            let open = ["Authorization": "Bearer secret"]
            let location = try await server.create(length: 2, open)
            let closed = authorization.map { ["Authorization": $0] } ?? [:]
            let replies = [
                try await server.send("OPTIONS", "/files/", closed),
                try await server.post(length: 1, closed),
                try await server.patch(location, at: 0, [1], closed),
                try await server.send("DELETE", location, TestReceiver.tus.merging(closed) { $1 }),
                try await server.send("GET", location, closed),
                try await server.send("PUT", "/put/a", closed, body: [1]),
                try await server.send("GET", "/nowhere", closed),
            ]
            for reply in replies {
                #expect(reply.status == 401 && reply["www-authenticate"] == "Bearer")
                #expect(!reply.text.contains("secret"))
            }
            #expect(try await server.patch(location, at: 0, [1], open).status == 204)
        }
    }
}
