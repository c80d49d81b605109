import Crypto
import FerryCore
import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryReceiver

@Suite struct RestartTests {
    static let bytes = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 17) }

    private func id(_ location: String) -> String { String(location.dropFirst("/files/".count)) }

    @Test("an unfinished upload goes on after a restart, and its hash covers what came before")
    func goesOn() async throws {
        let folder = try ScratchFolder()
        let metadata = TestReceiver.metadata(["filename": "a.webm"])
        let location = try await TestReceiver.run(over: folder) { server async throws in
            try await server.create(length: Self.bytes.count, metadata, body: Array(Self.bytes[..<50_000]))
        }
        try await TestReceiver.run(over: folder) { server async throws in
            let head = try await server.send("HEAD", location, TestReceiver.tus)
            #expect(head["upload-offset"] == "50000" && head["upload-metadata"] == metadata["Upload-Metadata"])
            #expect(try await server.patch(location, at: 50_000, Array(Self.bytes[50_000...])).status == 204)
        }
        try await TestReceiver.run(over: folder) { server async throws in
            let got = try await server.send("GET", location)
            #expect(got.body == Self.bytes)
            #expect(got["repr-digest"] == ReprDigest.sha256(hex: SHA256.hash(data: Self.bytes).hexText))
        }
    }

    @Test("the size of the content is the offset, whatever the record said when the process died")
    func staleRecord() async throws {
        let folder = try ScratchFolder()
        let location = try await TestReceiver.run(over: folder) { try await $0.create(length: 10, body: [1, 2]) }
        let path = "\(folder.path)/\(id(location))/content"
        try Data([1, 2, 3, 4, 5]).write(to: URL(filePath: path))
        try await TestReceiver.run(over: folder) { server async throws in
            #expect(try await server.offset(location) == 5)
            #expect(try await server.patch(location, at: 5, [6, 7, 8, 9, 10]).status == 204)
            #expect(try await server.send("GET", location).body == Array(1...10))
        }
    }

    @Test(
        "an upload whose last byte came before the crash is closed when it is asked for", arguments: ["HEAD", "PATCH"])
    func fullButOpen(method: String) async throws {
        let folder = try ScratchFolder()
        let location = try await TestReceiver.run(over: folder) { try await $0.create(length: 3, body: [1, 2]) }
        try Data([1, 2, 3]).write(to: URL(filePath: "\(folder.path)/\(id(location))/content"))
        try await TestReceiver.run(over: folder) { server async throws in
            let reply =
                method == "HEAD"
                ? try await server.send("HEAD", location, TestReceiver.tus)
                : try await server.patch(location, at: 3, [])
            #expect(reply["upload-offset"] == "3" && reply["repr-digest"] != nil)
            #expect(try folder.info(id(location)).complete)
            #expect(try await server.send("GET", location).body == [1, 2, 3])
        }
    }

    @Test("what a dead process left half made is removed; a record that cannot be read is left alone and not served")
    func leftovers() async throws {
        let folder = try ScratchFolder()
        let ids = (1...4).map { StoredUpload.sample($0).id.description }
        for id in ids {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(id)", withIntermediateDirectories: true)
            try Data([1]).write(to: URL(filePath: "\(folder.path)/\(id)/content"))
        }
        try Data("{\"id\": \"".utf8).write(to: URL(filePath: "\(folder.path)/\(ids[0])/info.json"))
        try Data().write(to: URL(filePath: "\(folder.path)/\(ids[1])/info.json"))
        try Data("{}".utf8).write(to: URL(filePath: "\(folder.path)/\(ids[2])/info.json.new"))
        try Data("mine".utf8).write(to: URL(filePath: "\(folder.path)/notes.txt"))
        try await TestReceiver.run(over: folder) { server async throws in
            #expect(server.folder.uploads == [ids[0], ids[1], "notes.txt"])
            for id in ids { #expect(try await server.send("GET", "/files/\(id)").status == 404) }
            #expect(try await server.send("PUT", "/put/a", body: [1]).status == 201)
        }
    }

    @Test("a half written temporary record does not harm the good one")
    func tornTemporary() async throws {
        let folder = try ScratchFolder()
        let location = try await TestReceiver.run(over: folder) { try await $0.create(length: 3, body: [1, 2]) }
        let temporary = "\(folder.path)/\(id(location))/info.json.new"
        try Data("{\"id".utf8).write(to: URL(filePath: temporary))
        try await TestReceiver.run(over: folder) { server async throws in
            #expect(try await server.offset(location) == 2)
            #expect(!FileManager.default.fileExists(atPath: temporary))
        }
    }

    @Test("the record on disk follows a long upload at most two seconds behind, and at once when a connection breaks")
    func recordFollows() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 100)
            let id = id(location)
            #expect(try await server.patch(location, at: 0, [1]).status == 204)
            #expect(try server.folder.info(id).offset == 0)
            server.time.advance(bySeconds: UploadStore.syncInterval)
            #expect(try await server.patch(location, at: 1, [2]).status == 204)
            #expect(try server.folder.info(id).offset == 2)
            let connection = try await server.beginPatch(location, at: 2, announces: 50)
            try await connection.send([3])
            connection.close()
            #expect(try await server.offset(location) == 3)
            #expect(try server.folder.info(id).offset == 3)
        }
    }

    @Test("two receivers never share a directory")
    func exclusive() async throws {
        let folder = try ScratchFolder()
        try await TestReceiver.run(over: folder) { _ in
            let second = Receiver(configuration: ReceiverConfiguration(root: folder.path))
            let error = await #expect(throws: FerryError.self) { try await second.run() }
            #expect(error?.code == .storeUnavailable && error?.message.contains("another receiver") == true)
        }
    }

    @Test("a directory that cannot be used is named as such")
    func unusable() async throws {
        let folder = try ScratchFolder()
        try Data().write(to: URL(filePath: "\(folder.path)/file"))
        let receiver = Receiver(configuration: ReceiverConfiguration(root: "\(folder.path)/file"))
        let error = await #expect(throws: FerryError.self) { try await receiver.run() }
        #expect(error?.code == .storeUnavailable)
    }
}
