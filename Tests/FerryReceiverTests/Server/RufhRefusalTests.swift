import Crypto
import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryReceiver

@Suite struct RufhRefusalTests {
    private struct Problem: Decodable {
        var type: String
        var title: String
        var status: Int
        var expectedOffset: Int64?
        var providedOffset: Int64?

        enum CodingKeys: String, CodingKey {
            case type, title, status
            case expectedOffset = "expected-offset"
            case providedOffset = "provided-offset"
        }
    }

    private static func problem(_ reply: RawReply, _ name: String) throws -> Problem {
        #expect(reply["content-type"] == "application/problem+json")
        let problem = try JSONDecoder().decode(Problem.self, from: Data(reply.body))
        #expect(problem.type == "https://iana.org/assignments/http-problem-types#\(name)")
        #expect(problem.status == reply.status && !problem.title.isEmpty)
        return problem
    }

    @Test("a wrong offset is answered with the right one and changes nothing", arguments: [0, 4])
    func wrongOffset(offset: Int) async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.createRufh()
            _ = try await server.append(location, at: 0, [1, 2, 3], complete: false)
            let reply = try await server.append(location, at: offset, [9], complete: true)
            #expect(reply.status == 409 && reply["upload-offset"] == "3" && reply["upload-complete"] == "?0")
            let problem = try Self.problem(reply, "mismatching-upload-offset")
            #expect(problem.expectedOffset == 3 && problem.providedOffset == Int64(offset))
            #expect(try await server.state(location)["upload-offset"] == "3")
        }
    }

    @Test("a complete upload takes nothing more")
    func completed() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.createRufh()
            _ = try await server.append(location, at: 0, [1], complete: true)
            for bytes in [[], [2]] as [[UInt8]] {
                let reply = try await server.append(location, at: 1, bytes, complete: true)
                #expect(reply.status == 400 && reply["upload-complete"] == "?1" && reply["upload-offset"] == "1")
                _ = try Self.problem(reply, "completed-upload")
            }
            #expect(try await server.send("GET", location).body == [1])
        }
    }

    @Test(
        "lengths that contradict each other are refused, and nothing is appended",
        arguments: [
            (["Upload-Length": "9"], [1], false), ([:], [1, 2, 3, 4], false), ([:], [1], true), ([:], [], true),
            (["Upload-Length": "5"], [1], true),
        ] as [([String: String], [UInt8], Bool)])
    func lengths(fields: [String: String], bytes: [UInt8], complete: Bool) async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.createRufh(["Upload-Length": "5"])
            _ = try await server.append(location, at: 0, [1, 2], complete: false)
            let reply = try await server.append(location, at: 2, bytes, complete: complete, fields)
            #expect(reply.status == 400)
            _ = try Self.problem(reply, "inconsistent-upload-length")
            #expect(try await server.state(location)["upload-offset"] == "2")
        }
    }

    @Test("a chunked body past the length is refused and nothing of it is kept; one that ends early does not complete")
    func chunked() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.createRufh(["Upload-Length": "5"])
            for (body, offset) in [("6\r\n123456\r\n0\r\n\r\n", "0"), ("4\r\n1234\r\n0\r\n\r\n", "4")] {
                let fields = TestReceiver.rufh(
                    complete: true,
                    [
                        "Upload-Offset": "0", "Content-Type": TestReceiver.partialType,
                        "Transfer-Encoding": "chunked",
                    ])
                let connection = try await server.connect()
                try await connection.send(TestReceiver.head("PATCH", location, fields, length: nil) + Array(body.utf8))
                let reply = try await TestReceiver.replies(connection).final
                #expect(reply.status == 400)
                _ = try Self.problem(reply, "inconsistent-upload-length")
                let state = try await server.state(location)
                #expect(state["upload-offset"] == offset && state["upload-complete"] == "?0")
            }
        }
    }

    @Test("limits are held to; a refusal for size names them")
    func limits() async throws {
        try await TestReceiver.run {
            $0.maxUploadBytes = 1000
            $0.maxAppendBytes = 100
            $0.minAppendBytes = 10
        } body: { server async throws in
            let large = try await server.exchange(
                "POST", "/rufh/", TestReceiver.rufh(complete: false, ["Upload-Length": "1001"]), body: []
            ).final
            #expect(large.status == 413 && large["upload-limit"]?.contains("max-size=1000") == true)
            let location = try await server.createRufh()
            let bytes = [UInt8](repeating: 1, count: 101)
            let append = try await server.append(location, at: 0, bytes, complete: true)
            #expect(append.status == 413 && append["upload-limit"]?.contains("max-append-size=100") == true)
            #expect(try await server.append(location, at: 0, [1], complete: false).status == 400)
            #expect(try await server.append(location, at: 0, Array(bytes[..<100]), complete: false).status == 204)
            #expect(try await server.append(location, at: 100, [1], complete: true).status == 201, "the last is exempt")
        }
    }

    @Test("a chunked body larger than one request may be is refused")
    func chunkedAppendLimit() async throws {
        try await TestReceiver.run {
            $0.maxAppendBytes = 4
        } body: { server async throws in
            let location = try await server.createRufh()
            let fields = TestReceiver.rufh(
                complete: true,
                ["Upload-Offset": "0", "Content-Type": TestReceiver.partialType, "Transfer-Encoding": "chunked"])
            let connection = try await server.connect()
            try await connection.send(
                TestReceiver.head("PATCH", location, fields, length: nil) + Array("5\r\n12345\r\n0\r\n\r\n".utf8))
            let reply = try await TestReceiver.replies(connection).final
            #expect(reply.status == 413 && reply["upload-limit"]?.contains("max-append-size=4") == true)
            #expect(try await server.state(location)["upload-offset"] == "0")
        }
    }

    @Test("a body that is not what Content-Digest says is not appended", arguments: [true, false])
    func contentDigest(atCreation: Bool) async throws {
        try await TestReceiver.run { server async throws in
            let digest = ["Content-Digest": "sha-256=:\(Data(SHA256.hash(data: [1, 2])).base64EncodedString()):"]
            let reply: RawReply
            let location: String
            if atCreation {
                let fields = TestReceiver.rufh(complete: true, digest)
                let (interim, final) = try await server.exchange("POST", "/rufh/", fields, body: [1, 3])
                reply = final
                location = try #require(interim.first?["location"])
            } else {
                location = try await server.createRufh()
                reply = try await server.append(location, at: 0, [1, 3], complete: true, digest)
            }
            #expect(reply.status == 400)
            _ = try Self.problem(reply, "digest-mismatched-values")
            let state = try await server.state(location)
            #expect(state["upload-offset"] == "0" && state["upload-complete"] == "?0")
            #expect(try await server.append(location, at: 0, [1, 2], complete: true, digest).status == 201)
        }
    }

    @Test("an object that is not what Repr-Digest said at creation is discarded, also in another process")
    func reprDigest() async throws {
        let folder = try ScratchFolder()
        let digest = ["Repr-Digest": "sha-256=:\(Data(SHA256.hash(data: [1, 2])).base64EncodedString()):"]
        let (wrong, right) = try await TestReceiver.run(over: folder) { server async throws in
            (try await server.createRufh(digest), try await server.createRufh(digest))
        }
        try await TestReceiver.run(over: folder) { server async throws in
            let refused = try await server.append(wrong, at: 0, [1, 3], complete: true)
            #expect(refused.status == 400 && refused["upload-complete"] == "?1")
            _ = try Self.problem(refused, "digest-mismatched-values")
            #expect(try await server.state(wrong).status == 404)
            #expect(try await server.append(right, at: 0, [1, 2], complete: true).status == 201)
            #expect(folder.uploads.count == 1)
        }
    }

    @Test(
        "a request that says too little is refused",
        arguments: [
            ("POST", [:], 400), ("POST", ["Upload-Complete": "1"], 400), ("POST", ["Upload-Complete": "?2"], 400),
            ("PATCH", ["Upload-Complete": "?1", "Upload-Offset": "0"], 415),
            ("PATCH", ["Content-Type": TestReceiver.partialType, "Upload-Complete": "?1"], 400),
            ("PATCH", ["Content-Type": TestReceiver.partialType, "Upload-Offset": "0"], 400),
            (
                "PATCH",
                ["Content-Type": TestReceiver.partialType, "Upload-Offset": "-1", "Upload-Complete": "?1"], 400
            ),
            ("PUT", [:], 405),
        ] as [(String, [String: String], Int)])
    func malformed(method: String, fields: [String: String], status: Int) async throws {
        try await TestReceiver.run { server async throws in
            let target = method == "PATCH" ? try await server.createRufh() : "/rufh/"
            let reply = try await server.exchange(method, target, fields, body: [1]).final
            #expect(reply.status == status)
            #expect((reply["accept-patch"] != nil) == (status == 415))
        }
    }
}
