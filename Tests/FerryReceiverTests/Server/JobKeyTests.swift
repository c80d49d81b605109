import FerryTesting
import Testing

@testable import FerryReceiver

@Suite struct JobKeyTests {
    private static let job = TestReceiver.metadata(["ferryJob": "0123abcd", "filename": "a.webm"])

    private static func finishedObjects(_ folder: ScratchFolder) throws -> [StoredUpload] {
        try folder.uploads.map(folder.info).filter(\.complete)
    }

    @Test("creating a job again that is finished gives the finished object, also after a restart")
    func again() async throws {
        let folder = try ScratchFolder()
        let first = try await TestReceiver.run(over: folder) { server in
            try await server.create(length: 3, Self.job, body: [1, 2, 3])
        }
        try await TestReceiver.run(over: folder) { server async throws in
            let reply = try await server.post(length: 3, Self.job)
            #expect(reply.status == 201 && reply["location"] == first && reply["upload-offset"] == "3")
            #expect(try await server.offset(first) == 3)
            #expect(try await server.post(length: 3, Self.job, body: [1, 2])["upload-offset"] == "3")
            #expect(folder.uploads.count == 1)
        }
    }

    @Test("a lost reply to a creation leaves one object when the repeated one finishes")
    func lostReply() async throws {
        try await TestReceiver.run { server async throws in
            let lost = try await server.create(length: 3, Self.job, body: [1])
            let found = try await server.create(length: 3, Self.job)
            #expect(lost != found, "bytes of two attempts are never mixed")
            #expect(try await server.patch(found, at: 0, [1, 2, 3]).status == 204)
            #expect(try Self.finishedObjects(server.folder).count == 1)
            #expect(server.folder.uploads.count == 1)
            #expect(try await server.patch(lost, at: 1, [2, 3]).status == 404)
        }
    }

    @Test("a writer whose job was finished by another is stopped with its upload gone")
    func loserInFlight() async throws {
        try await TestReceiver.run { server async throws in
            let slow = try await server.create(length: 3, Self.job)
            let connection = try await server.beginPatch(slow, at: 0, announces: 3)
            try await connection.send([1])
            _ = try await server.create(length: 3, Self.job, body: [1, 2, 3])
            #expect(try await connection.reply().status == 410)
            #expect(server.folder.uploads.count == 1)
        }
    }

    @Test("another length of the same job takes the place of the finished object")
    func otherLength() async throws {
        try await TestReceiver.run { server async throws in
            let first = try await server.create(length: 3, Self.job, body: [1, 2, 3])
            let second = try await server.create(length: 4, Self.job, body: [1, 2])
            #expect(try await server.send("GET", first).status == 200, "until the new one is whole")
            #expect(try await server.patch(second, at: 2, [3, 4]).status == 204)
            #expect(try await server.send("GET", first).status == 404)
            #expect(try Self.finishedObjects(server.folder).map(\.bytes) == [4])
        }
    }

    @Test("different jobs and different tokens have objects of their own")
    func separate() async throws {
        let folder = try ScratchFolder()
        for token in ["a", "b"] {
            let open = ["Authorization": "Bearer \(token)"].merging(Self.job) { $1 }
            try await TestReceiver.run(over: folder) {
                $0.token = token
            } body: { server async throws in
                _ = try await server.create(length: 1, open, body: [1])
                _ = try await server.create(length: 1, open, body: [1])
                let other = open.merging(TestReceiver.metadata(["ferryJob": "other"])) { $1 }
                _ = try await server.create(length: 1, other, body: [1])
            }
        }
        #expect(folder.uploads.count == 4)
    }

    @Test("two finished uploads of a job that a crash left are one after the start")
    func crashBetween() async throws {
        let folder = try ScratchFolder()
        let copy = try ScratchFolder()
        let first = try await TestReceiver.run(over: folder) {
            try await $0.create(length: 3, Self.job, body: [1, 2, 3])
        }
        let id = String(first.dropFirst("/files/".count))
        try copy.take(id, from: folder)
        let second = try await TestReceiver.run(over: folder) {
            try await $0.create(length: 2, Self.job, body: [1, 2])
        }
        try folder.take(id, from: copy)
        #expect(try Self.finishedObjects(folder).count == 2)
        try await TestReceiver.run(over: folder) { server async throws in
            #expect(try await server.send("GET", first).status == 404)
            #expect(try await server.send("GET", second).body == [1, 2])
            #expect(folder.uploads.count == 1)
        }
    }
}
