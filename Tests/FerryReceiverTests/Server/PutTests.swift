import Crypto
import FerryTesting
import Testing

@testable import FerryReceiver

@Suite struct PutTests {
    @Test("a PUT is new with 201, replaced with 204, and served under its name and its own address")
    func replace() async throws {
        try await TestReceiver.run { server async throws in
            let first = try await server.send(
                "PUT", "/put/a%20b.webm", ["Content-Type": "video/webm"], body: [1, 2, 3])
            #expect(first.status == 201)
            let location = try #require(first["location"])
            #expect(try await server.send("GET", location).body == [1, 2, 3])
            let named = try await server.send("GET", "/put/a%20b.webm")
            #expect(named.body == [1, 2, 3] && named["content-type"] == "video/webm")
            #expect(named["repr-digest"] == first["repr-digest"])
            let second = try await server.send("PUT", "/put/a%20b.webm", body: [4])
            #expect(second.status == 204 && second["location"] != location)
            #expect(try await server.send("GET", "/put/a%20b.webm").body == [4])
            #expect(try await server.send("GET", location).status == 404)
            let head = try await server.send("HEAD", "/put/a%20b.webm")
            #expect(head["content-length"] == "1" && head["repr-digest"] == second["repr-digest"])
            #expect(server.folder.uploads.count == 1)
        }
    }

    @Test("a body that breaks leaves nothing new and the earlier object as it was", arguments: [true, false])
    func broken(isReset: Bool) async throws {
        try await TestReceiver.run { server async throws in
            #expect(try await server.send("PUT", "/put/a", body: [1]).status == 201)
            let connection = try await server.connect()
            let fields = ["Expect": "100-continue"]
            try await connection.send(TestReceiver.head("PUT", "/put/a", fields, length: 1000))
            #expect(try await connection.reply().status == 100)
            try await connection.send([9, 9])
            #expect(try await server.send("GET", "/put/a").body == [1])
            #expect(server.folder.uploads.count == 2, "the new one is on its way, without a record")
            if isReset { connection.reset() } else { connection.finishSending() }
            if !isReset { #expect(try await connection.reply().status == 400) }
            let replaced = try await server.send("PUT", "/put/a", body: [2])
            #expect(replaced.status == 204)
            #expect(try await server.send("GET", "/put/a").body == [2])
        }
    }

    @Test("an unfinished PUT leaves nothing after the server's end")
    func stopped() async throws {
        let folder = try ScratchFolder()
        try await TestReceiver.run(over: folder) { server async throws in
            let connection = try await server.connect()
            try await connection.send(TestReceiver.head("PUT", "/put/a", ["Expect": "100-continue"], length: 1000))
            #expect(try await connection.reply().status == 100)
            try await connection.send([9, 9])
        }
        try await TestReceiver.run(over: folder) { server async throws in
            #expect(folder.uploads.isEmpty)
            #expect(try await server.send("GET", "/put/a").status == 404)
        }
    }

    @Test("names never become paths", arguments: ["..%2F..%2Fescape", "%2Fetc%2Fpasswd", "a%2F..%2Fb", "..", "."])
    func names(name: String) async throws {
        try await TestReceiver.run { server async throws in
            #expect(try await server.send("PUT", "/put/\(name)", body: [1]).status == 201)
            #expect(server.folder.uploads.allSatisfy { UploadID($0) != nil })
            #expect(try await server.send("GET", "/put/\(name)").body == [1])
        }
    }

    @Test("a chunked PUT, a PUT of nothing and one of several blocks are stored whole")
    func shapes() async throws {
        try await TestReceiver.run { server async throws in
            let connection = try await server.connect()
            let head = TestReceiver.head("PUT", "/put/chunked", ["Transfer-Encoding": "chunked"], length: nil)
            try await connection.send(head + Array("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".utf8))
            #expect(try await connection.reply().status == 201)
            #expect(try await server.send("GET", "/put/chunked").text == "abcde")
            #expect(try await server.send("PUT", "/put/empty", body: []).status == 201)
            #expect(try await server.send("GET", "/put/empty").body == [])
            var random = SeededRandom(seed: 3)
            let large = random.bytes(3 * BodyWriter.blockBytes + 77)
            let reply = try await server.send("PUT", "/put/large", body: large)
            #expect(reply["repr-digest"] == ReprDigest.sha256(hex: SHA256.hash(data: large).hexText))
            #expect(try await server.send("GET", "/put/large").body == large)
        }
    }

    @Test("conditions and parts are honoured or refused")
    func conditions() async throws {
        try await TestReceiver.run { server async throws in
            let once = ["If-None-Match": "*"]
            #expect(try await server.send("PUT", "/put/a", once, body: [1]).status == 201)
            #expect(try await server.send("PUT", "/put/a", once, body: [2]).status == 412)
            #expect(try await server.send("PUT", "/put/a", ["Content-Range": "bytes 0-0/5"], body: [2]).status == 400)
            #expect(try await server.send("GET", "/put/a").body == [1])
        }
    }

    @Test(
        "a download may be a part; what is served cannot run in a browser",
        arguments: [
            ("bytes=1-2", 206, [2, 3], "bytes 1-2/4"), ("bytes=-1", 206, [4], "bytes 3-3/4"),
            ("bytes=2-", 206, [3, 4], "bytes 2-3/4"), ("bytes=4-", 416, nil, "bytes */4"),
            ("lines=1-2", 200, [1, 2, 3, 4], nil),
        ] as [(String, Int, [UInt8]?, String?)])
    func ranges(range: String, status: Int, bytes: [UInt8]?, contentRange: String?) async throws {
        try await TestReceiver.run { server async throws in
            let fields = ["Content-Type": "text/html"]
            #expect(try await server.send("PUT", "/put/a.html", fields, body: [1, 2, 3, 4]).status == 201)
            let reply = try await server.send("GET", "/put/a.html", ["Range": range])
            #expect(reply.status == status && reply["content-range"] == contentRange)
            if let bytes { #expect(reply.body == bytes) }
            #expect(reply["x-content-type-options"] == "nosniff")
            if status != 416 {
                #expect(reply["content-disposition"] == "attachment; filename=\"a.html\"")
                #expect(reply["content-security-policy"] == "default-src 'none'; sandbox")
            }
        }
    }
}
