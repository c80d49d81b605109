import Crypto
import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryReceiver

@Suite struct RufhInterimTests {
    @Test("104 comes at once with the address and the limits, before any byte of the body", arguments: ["6", "7", "8"])
    func early(version: String) async throws {
        try await TestReceiver.run { server async throws in
            let connection = try await server.connect()
            let fields = TestReceiver.rufh(complete: true, ["Upload-Draft-Interop-Version": version])
            try await connection.send(TestReceiver.head("POST", "/rufh/", fields, length: 5))
            let early = try await connection.reply()
            #expect(early.status == 104 && early["upload-draft-interop-version"] == version)
            #expect(early["upload-limit"]?.hasPrefix("max-size=") == true && early["upload-offset"] == nil)
            let location = try #require(early["location"])
            try await connection.send([1, 2, 3, 4, 5])
            let final = try await connection.reply()
            #expect(final.status == 201 && final["location"] == location)
        }
    }

    @Test(
        "104 never comes for another version or for none; the upload works all the same",
        arguments: ["5", "9", "8a", nil])
    func foreign(version: String?) async throws {
        try await TestReceiver.run { server async throws in
            var fields = TestReceiver.rufh(complete: true)
            fields["Upload-Draft-Interop-Version"] = version
            let bytes = [UInt8](repeating: 7, count: 3 << 20)
            let (interim, final) = try await server.exchange("POST", "/rufh/", fields, body: bytes)
            #expect(interim.isEmpty && final.status == 201 && final["upload-complete"] == "?1")
        }
    }

    @Test("kept bytes are told while they come, never more than are kept; without an address on an append")
    func progress() async throws {
        try await TestReceiver.run { server async throws in
            var random = SeededRandom(seed: 3)
            let bytes = random.bytes(5 << 20)
            let location = try await server.createRufh()
            let fields = TestReceiver.rufh(
                complete: true, ["Upload-Offset": "0", "Content-Type": TestReceiver.partialType])
            let connection = try await server.connect()
            let half = bytes.count / 2
            try await connection.send(TestReceiver.head("PATCH", location, fields, length: bytes.count))
            try await connection.send(Array(bytes[..<half]))
            let first = try await connection.reply()
            let offset = try #require(first["upload-offset"].flatMap { Int($0) })
            #expect(first.status == 104 && offset > 0 && offset <= half && first["location"] == nil)
            try await connection.send(Array(bytes[half...]))
            let (interim, final) = try await TestReceiver.replies(connection)
            let offsets = interim.compactMap { $0["upload-offset"].flatMap { Int($0) } }
            #expect(offsets.count == interim.count && offsets == offsets.sorted() && offsets.allSatisfy { $0 > offset })
            #expect(final.status == 201)
            #expect(try await server.send("GET", location).body == bytes)
        }
    }

    @Test("a creation that breaks off goes on at the address of its 104")
    func broken() async throws {
        try await TestReceiver.run { server async throws in
            let connection = try await server.connect()
            let fields = TestReceiver.rufh(complete: true, ["Upload-Length": "100000"])
            try await connection.send(TestReceiver.head("POST", "/rufh/", fields, length: 100_000))
            let location = try #require(try await connection.reply()["location"])
            try await connection.send([UInt8](repeating: 1, count: 40_000))
            connection.finishSending()
            let cut = try await connection.reply()
            #expect(cut.status == 400 && cut["upload-complete"] == "?0" && cut["location"] == location)
            let state = try await server.state(location)
            #expect(state["upload-offset"] == "40000" && state["upload-complete"] == "?0")
            let rest = [UInt8](repeating: 2, count: 60_000)
            #expect(try await server.append(location, at: 40_000, rest, complete: true).status == 201)
        }
    }

    @Test("a client that waits for 100 Continue gets the 104 and then the 100")
    func continues() async throws {
        try await TestReceiver.run { server async throws in
            let connection = try await server.connect()
            let fields = TestReceiver.rufh(complete: true, ["Expect": "100-continue"])
            try await connection.send(TestReceiver.head("POST", "/rufh/", fields, length: 2))
            #expect(try await connection.reply().status == 104)
            #expect(try await connection.reply().status == 100)
            try await connection.send([1, 2])
            #expect(try await connection.reply().status == 201)
        }
    }

    @Test("bytes that come with their hash are not told before it was compared")
    func unchecked() async throws {
        try await TestReceiver.run { server async throws in
            let bytes = [UInt8](repeating: 9, count: 4 << 20)
            let digest = "sha-256=:\(Data(SHA256.hash(data: bytes)).base64EncodedString()):"
            let fields = TestReceiver.rufh(complete: true, ["Content-Digest": digest])
            let (interim, final) = try await server.exchange("POST", "/rufh/", fields, body: bytes)
            #expect(interim.count == 1 && interim[0]["location"] != nil && final.status == 201)
        }
    }

    @Test("a new request takes over from a stalled writer; its offset is the truth")
    func takeOver() async throws {
        try await TestReceiver.run { server async throws in
            let connection = try await server.connect()
            try await connection.send(
                TestReceiver.head("POST", "/rufh/", TestReceiver.rufh(complete: true), length: 1000))
            let location = try #require(try await connection.reply()["location"])
            try await connection.send([UInt8](repeating: 4, count: 100))
            let offset = try #require(try await server.state(location)["upload-offset"].flatMap { Int($0) })
            #expect(offset <= 100)
            #expect(try await connection.reply().status == 423)
            let rest = [UInt8](repeating: 4, count: 1000 - offset)
            #expect(try await server.append(location, at: offset, rest, complete: true).status == 201)
            #expect(try await server.send("GET", location).body == [UInt8](repeating: 4, count: 1000))
        }
    }
}
