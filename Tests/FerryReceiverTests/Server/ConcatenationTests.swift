import Crypto
import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryReceiver

@Suite struct ConcatenationTests {
    static let partial = ["Upload-Concat": "partial"]

    /// Two whole partial uploads.
    static func parts(_ server: TestReceiver, _ fields: [String: String] = [:]) async throws -> [String] {
        let fields = partial.merging(fields) { $1 }
        return [
            try await server.create(length: 3, fields, body: [1, 2, 3]),
            try await server.create(length: 2, fields, body: [4, 5]),
        ]
    }

    static func join(
        _ server: TestReceiver, _ parts: [String], _ fields: [String: String] = [:]
    ) async throws -> RawReply {
        let concat = ["Upload-Concat": "final;" + parts.joined(separator: " ")]
        return try await server.send(
            "POST", "/files/", TestReceiver.tus.merging(concat) { $1 }.merging(fields) { $1 }, body: [])
    }

    @Test("partial uploads become one object in the order that is asked for, by path or by URL")
    func joined() async throws {
        try await TestReceiver.run { server async throws in
            #expect(try await server.send("OPTIONS", "/files/")["tus-extension"]?.hasSuffix(",concatenation") == true)
            let parts = try await Self.parts(server)
            let named = TestReceiver.metadata(["filename": "a.bin"])
            let reply = try await Self.join(server, [parts[1], "http://elsewhere:1/\(parts[0].dropFirst())"], named)
            #expect(reply.status == 201 && reply["upload-offset"] == "5")
            let location = try #require(reply["location"])
            let head = try await server.send("HEAD", location, TestReceiver.tus)
            #expect(head["upload-concat"] == "final;\(parts[1]) \(parts[0])")
            #expect(head["upload-length"] == "5" && head["upload-offset"] == "5")
            let got = try await server.send("GET", location)
            #expect(got.body == [4, 5, 1, 2, 3])
            #expect(got["repr-digest"] == ReprDigest.sha256(hex: SHA256.hash(data: [4, 5, 1, 2, 3]).hexText))
            #expect(try await server.patch(location, at: 5, []).status == 403)
            #expect(try await server.patch(location, at: 5, [6]).status == 403)
        }
    }

    @Test("a partial upload is no object: it says what it is, is never complete, and expires")
    func partialState() async throws {
        try await TestReceiver.run {
            $0.expireSeconds = 100
        } body: { server async throws in
            let parts = try await Self.parts(server)
            let head = try await server.send("HEAD", parts[0], TestReceiver.tus)
            #expect(head["upload-concat"] == "partial" && head["upload-offset"] == "3" && head["upload-length"] == "3")
            #expect(head["repr-digest"] == nil && head["upload-expires"] != nil)
            #expect(try await server.send("GET", parts[0]).status == 404)
            #expect(try await server.patch(parts[0], at: 3, [9]).status == 413)
            #expect(try await server.patch(parts[0], at: 3, []).status == 204)
            server.time.advance(bySeconds: 101)
            #expect(try await Self.join(server, parts).status == 410)
        }
    }

    @Test("what cannot be joined is refused and leaves nothing behind")
    func refused() async throws {
        try await TestReceiver.run {
            $0.maxUploadBytes = 4
        } body: { server async throws in
            let parts = try await Self.parts(server)
            let open = try await server.create(length: 2, Self.partial, body: [1])
            let whole = try await server.create(length: 1, body: [1])
            #expect(try await Self.join(server, parts).status == 413)
            #expect(try await Self.join(server, [parts[0], open]).status == 400)
            #expect(try await Self.join(server, [whole]).status == 400)
            #expect(try await Self.join(server, ["/files/00000000000000000000000000000000"]).status == 404)
            #expect(try await Self.join(server, ["/put/a"]).status == 400)
            #expect(try await Self.join(server, []).status == 400)
            #expect(try await Self.join(server, [parts[0]], ["Upload-Length": "3"]).status == 400)
            #expect(try await server.post(length: 1, ["Upload-Concat": "whole"]).status == 400)
            #expect(server.folder.uploads.count == 4)
        }
    }

    @Test("a join of a job is one object however often it is asked for, also after a restart; its parts go")
    func oneObject() async throws {
        let folder = try ScratchFolder()
        let job = TestReceiver.metadata(["ferryJob": "0123abcd"])
        let (parts, location) = try await TestReceiver.run(over: folder) { server async throws in
            let parts = try await Self.parts(server, job)
            let replies = try await withThrowingTaskGroup(of: RawReply.self) { group in
                for _ in 0..<4 { group.addTask { try await Self.join(server, parts, job) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.status == 201 })
            let locations = Set(replies.compactMap { $0["location"] })
            #expect(locations.count == 1)
            #expect(folder.uploads.count == 1, "the parts are gone with their job")
            return (parts, locations.first)
        }
        try await TestReceiver.run(over: folder) { server async throws in
            let again = try await Self.join(server, parts, job)
            #expect(again.status == 201 && again["location"] == location && again["upload-offset"] == "5")
            #expect(try await server.send("GET", try #require(location)).body == [1, 2, 3, 4, 5])
            #expect(folder.uploads.count == 1)
        }
    }

    @Test("an unfinished join leaves nothing after a restart, and partial uploads go on")
    func restart() async throws {
        let folder = try ScratchFolder()
        let location = try await TestReceiver.run(over: folder) { server in
            try await server.create(length: 3, Self.partial, body: [1, 2])
        }
        try await TestReceiver.run(over: folder) { server async throws in
            #expect(try await server.patch(location, at: 2, [3])["upload-offset"] == "3")
            let joined = try await Self.join(server, [location, location])
            #expect(try await server.send("GET", try #require(joined["location"])).body == [1, 2, 3, 1, 2, 3])
        }
    }
}
