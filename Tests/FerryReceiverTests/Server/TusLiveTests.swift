import FerryTesting
import Testing

@testable import FerryReceiver

@Suite struct TusLiveTests {
    static let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    @Test("an upload in three appends is finished, verifiable and served with its name and type")
    func wholeRoad() async throws {
        try await TestReceiver.run { server async throws in
            let metadata = TestReceiver.metadata(["filename": "../a b.webm", "empty": "", "filetype": "video/webm"])
            let location = try await server.create(length: 200_000, metadata)
            for range in [0..<70_000, 70_000..<150_000, 150_000..<200_000] {
                let reply = try await server.patch(location, at: range.lowerBound, Array(Self.bytes[range]))
                #expect(reply.status == 204)
                #expect(reply["upload-offset"] == String(range.upperBound))
                #expect((reply["upload-expires"] == nil) == (range.upperBound == 200_000))
                #expect(try await server.offset(location) == range.upperBound)
            }
            let head = try await server.send("HEAD", location, TestReceiver.tus)
            #expect(head.status == 200)
            #expect(head["upload-length"] == "200000")
            #expect(head["upload-metadata"] == metadata["Upload-Metadata"])
            #expect(head["cache-control"] == "no-store")
            let got = try await server.send("GET", location)
            #expect(got.body == Self.bytes)
            #expect(got["content-type"] == "video/webm")
            #expect(got["content-disposition"] == "attachment; filename=\"a b.webm\"")
            #expect(got["repr-digest"] == head["repr-digest"])
            let id = String(location.dropFirst("/files/".count))
            let info = try server.folder.info(id)
            #expect(info.complete && info.offset == 200_000 && info.bytes == 200_000)
            #expect(got["repr-digest"] == info.sha256.flatMap(ReprDigest.sha256(hex:)))
            #expect(server.folder.content(id) == Self.bytes)
        }
    }
}
