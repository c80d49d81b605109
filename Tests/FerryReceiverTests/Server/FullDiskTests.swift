import FerryTesting
import Testing

@testable import FerryReceiver

#if canImport(Glibc)
    import Glibc

    /// A small file system in memory, where this process may mount one.
    final class SmallVolume: Sendable {
        let folder: ScratchFolder

        init?(bytes: Int) {
            guard let folder = try? ScratchFolder() else { return nil }
            self.folder = folder
            guard mount("none", folder.path, "tmpfs", 0, "size=\(bytes)") == 0 else { return nil }
        }

        deinit { umount2(folder.path, CInt(MNT_DETACH)) }

        static let isPossible = SmallVolume(bytes: 1 << 20) != nil
    }

    @Suite(.enabled(if: SmallVolume.isPossible, "mounting a small file system needs privileges"))
    struct FullDiskTests {
        @Test("a full disk is answered with 507; the offset is true and the upload goes on when there is room")
        func upload() async throws {
            let volume = try #require(SmallVolume(bytes: 1 << 20))
            var random = SeededRandom(seed: 9)
            let bytes = random.bytes(700_000)
            try await TestReceiver.run(over: volume.folder) { server async throws in
                let location = try await server.create(length: bytes.count)
                let filler = try await server.send("PUT", "/put/filler", body: Array(repeating: 1, count: 600_000))
                let reply = try await server.patch(location, at: 0, bytes)
                #expect(reply.status == 507 && reply.text.contains("full"))
                let offset = try #require(try await server.offset(location))
                #expect(offset > 0 && offset < bytes.count)
                #expect(reply["upload-offset"] == String(offset))
                let id = String(location.dropFirst(7))
                #expect(server.folder.content(id) == Array(bytes[..<offset]))
                #expect(
                    try await server.send("DELETE", try #require(filler["location"]), TestReceiver.tus).status == 204)
                #expect(try await server.patch(location, at: offset, Array(bytes[offset...])).status == 204)
                #expect(try await server.send("GET", location).body == bytes)
            }
        }

        @Test("a PUT that does not fit leaves nothing behind")
        func put() async throws {
            let volume = try #require(SmallVolume(bytes: 1 << 20))
            try await TestReceiver.run(over: volume.folder) { server async throws in
                #expect(try await server.send("PUT", "/put/a", body: Array(repeating: 1, count: 2 << 20)).status == 507)
                #expect(server.folder.uploads.isEmpty)
                #expect(try await server.send("PUT", "/put/a", body: [1]).status == 201)
            }
        }
    }
#endif
