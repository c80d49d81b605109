import Crypto
import FerryTesting
import Testing

@testable import FerryReceiver

@Suite struct BrokenBodyTests {
    static let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    enum Break: CaseIterable, Sendable {
        case close
        case halfClose
        case reset
    }

    @Test("an append that breaks keeps what arrived, and the upload goes on from there", arguments: Break.allCases)
    func keepsPrefix(how: Break) async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: Self.bytes.count)
            let connection = try await server.beginPatch(location, at: 0, announces: Self.bytes.count)
            try await connection.send(Array(Self.bytes[..<70_000]))
            switch how {
            case .close: connection.close()
            case .halfClose: connection.finishSending()
            case .reset: connection.reset()
            }
            let kept = try #require(try await server.offset(location))
            // A reset may overtake bytes that the server has not read yet.
            #expect(how == .reset ? kept <= 70_000 : kept == 70_000)
            let rest = try await server.patch(location, at: kept, Array(Self.bytes[kept...]))
            #expect(rest.status == 204)
            #expect(try await server.send("GET", location).body == Self.bytes)
        }
    }

    @Test("a chunked append that ends without its last chunk is no whole one, but keeps its bytes")
    func chunkedCut() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 10)
            var fields = TestReceiver.patchFields(0)
            fields["Transfer-Encoding"] = "chunked"
            let connection = try await server.connect()
            try await connection.send(
                TestReceiver.head("PATCH", location, fields, length: nil) + Array("4\r\nabcd\r\n".utf8))
            connection.finishSending()
            #expect(try await connection.reply().status == 400)
            #expect(try await server.offset(location) == 4)
        }
    }

    @Test("a chunked append is stored like any other")
    func chunked() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 6)
            let reply = try await Self.chunkedPatch(server, location, "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n")
            #expect(reply.status == 204 && reply["upload-offset"] == "6")
            #expect(try await server.send("GET", location).text == "abcdef")
        }
    }

    @Test("a chunked append past the declared end is refused and nothing of it is kept")
    func chunkedOverflow() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 6, body: [97, 98])
            let reply = try await Self.chunkedPatch(server, location, "8\r\n12345678\r\n0\r\n\r\n")
            #expect(reply.status == 413)
            #expect(try await server.offset(location) == 2)
            #expect(try await server.patch(location, at: 2, Array("cdef".utf8)).status == 204)
            let got = try await server.send("GET", location)
            #expect(got.text == "abcdef")
            let id = String(location.dropFirst("/files/".count))
            let info = try server.folder.info(id)
            #expect(got["repr-digest"] == info.sha256.flatMap(ReprDigest.sha256(hex:)))
            #expect(info.sha256 == SHA256.hash(data: Array("abcdef".utf8)).hexText)
        }
    }

    @Test("an overflow that is seen only after blocks were written takes them back from the file and from the hash")
    func lateOverflow() async throws {
        try await TestReceiver.run { server async throws in
            let block = BodyWriter.blockBytes
            var random = SeededRandom(seed: 11)
            let bytes = random.bytes(2 * block)
            let location = try await server.create(length: bytes.count, body: Array(bytes[..<5]))
            let id = String(location.dropFirst("/files/".count))
            let size = String(bytes.count, radix: 16)
            let connection = try await server.connect()
            var fields = TestReceiver.patchFields(5)
            fields["Transfer-Encoding"] = "chunked"
            let head = TestReceiver.head("PATCH", location, fields, length: nil)
            let chunk = Array("\(size)\r\n".utf8) + bytes + Array("\r\n0\r\n\r\n".utf8)
            try await connection.send(head + chunk)
            #expect(try await connection.reply().status == 413)
            #expect(server.folder.content(id) == Array(bytes[..<5]))
            #expect(try await server.patch(location, at: 5, Array(bytes[5...])).status == 204)
            #expect(try server.folder.info(id).sha256 == SHA256.hash(data: bytes).hexText)
        }
    }

    static func chunkedPatch(_ server: TestReceiver, _ location: String, _ chunks: String) async throws -> RawReply {
        var fields = TestReceiver.patchFields(0)
        fields["Transfer-Encoding"] = "chunked"
        fields["Upload-Offset"] = String(try await server.offset(location) ?? 0)
        let connection = try await server.connect()
        defer { connection.close() }
        try await connection.send(TestReceiver.head("PATCH", location, fields, length: nil) + Array(chunks.utf8))
        return try await connection.reply()
    }

    @Test("a client that waits for 100 Continue gets it when its bytes are welcome, and only then")
    func expectContinue() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 3)
            var fields = TestReceiver.patchFields(0)
            fields["Expect"] = "100-continue"
            let welcome = try await server.connect()
            try await welcome.send(TestReceiver.head("PATCH", location, fields, length: 3))
            #expect(try await welcome.reply().status == 100)
            try await welcome.send([1, 2, 3])
            #expect(try await welcome.reply().status == 204)
            let refused = try await server.connect()
            try await refused.send(TestReceiver.head("PATCH", location, fields, length: 3))
            let reply = try await refused.reply()
            #expect(reply.status == 409)
            #expect(reply["connection"] == "close")
        }
    }

    @Test("a refused body that was sent is read, and the connection goes on")
    func refusedBodyIsDrained() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 300_000)
            let connection = try await server.connect()
            let wrong = TestReceiver.head("PATCH", location, TestReceiver.patchFields(5), length: Self.bytes.count)
            try await connection.send(wrong + Self.bytes)
            #expect(try await connection.reply().status == 409)
            let right = TestReceiver.head("PATCH", location, TestReceiver.patchFields(0), length: Self.bytes.count)
            try await connection.send(right + Self.bytes)
            #expect(try await connection.reply().status == 204)
        }
    }

    @Test("requests on one connection are answered in order")
    func pipelined() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 4)
            let first = TestReceiver.head("PATCH", location, TestReceiver.patchFields(0), length: 2) + [1, 2]
            let second = TestReceiver.head("PATCH", location, TestReceiver.patchFields(2), length: 2) + [3, 4]
            let connection = try await server.connect()
            try await connection.send(first + second)
            #expect(try await connection.reply()["upload-offset"] == "2")
            #expect(try await connection.reply()["upload-offset"] == "4")
        }
    }

    @Test(
        "bytes that are no HTTP are answered with 400",
        arguments: ["hello\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\r\n\r\n"])
    func notHTTP(text: String) async throws {
        try await TestReceiver.run { server async throws in
            let connection = try await server.connect()
            try await connection.send(text)
            connection.finishSending()
            #expect(try await connection.reply().status == 400)
        }
    }

    @Test("a head larger than the limit is refused")
    func largeHead() async throws {
        try await TestReceiver.run { server async throws in
            let long = String(repeating: "a", count: ReceiverChannel.maxHeadBytes + 10)
            let reply = try? await server.send("GET", "/files/", ["X-Long": long])
            #expect(reply == nil || reply?.status == 400)
            #expect(try await server.send("OPTIONS", "/files/").status == 204, "the server lives on")
        }
    }
}
