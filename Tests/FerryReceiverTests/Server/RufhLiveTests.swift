import Crypto
import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryReceiver

@Suite struct RufhLiveTests {
    static let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 29) }

    @Test("OPTIONS names the media type of appends and the limits")
    func options() async throws {
        try await TestReceiver.run {
            $0.maxUploadBytes = 1000
            $0.maxAppendBytes = 100
            $0.minAppendBytes = 10
            $0.expireSeconds = 60
        } body: { server async throws in
            let reply = try await server.send("OPTIONS", "/rufh/", TestReceiver.rufh(complete: nil))
            #expect(reply.status == 204 && reply["accept-patch"] == TestReceiver.partialType)
            #expect(reply["upload-limit"] == "max-size=1000, max-append-size=100, min-append-size=10, max-age=60")
            #expect(reply["upload-draft-interop-version"] == "8")
            let six = try await server.send("OPTIONS", "/rufh/", ["Upload-Draft-Interop-Version": "6"])
            #expect(six["upload-limit"]?.hasSuffix("expires=60") == true)
            let other = try await server.send("OPTIONS", "/rufh/", ["Upload-Draft-Interop-Version": "9"])
            #expect(other["upload-draft-interop-version"] == nil)
        }
    }

    @Test("an upload in three appends is complete when its client says so, and served with its name and type")
    func wholeRoad() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.createRufh([
                "Upload-Length": "200000", "Content-Type": "video/webm",
                "Content-Disposition": "inline; filename=\"x\"; filename*=UTF-8''a%20b.webm",
            ])
            for range in [0..<70_000, 70_000..<150_000] {
                let reply = try await server.append(
                    location, at: range.lowerBound, Array(Self.bytes[range]), complete: false)
                #expect(reply.status == 204 && reply["upload-complete"] == "?0")
                #expect(reply["upload-offset"] == String(range.upperBound))
                let state = try await server.state(location)
                #expect(state.status == 204 && state["upload-offset"] == String(range.upperBound))
                #expect(state["upload-length"] == "200000" && state["cache-control"] == "no-store")
                #expect(state["upload-complete"] == "?0" && state["upload-limit"]?.contains("max-age=") == true)
            }
            let last = try await server.append(location, at: 150_000, Array(Self.bytes[150_000...]), complete: true)
            #expect(last.status == 201 && last["upload-complete"] == "?1" && last["location"] == location)
            let digest = ReprDigest.sha256(hex: SHA256.hash(data: Self.bytes).hexText)
            #expect(last["repr-digest"] == digest)
            let state = try await server.state(location)
            #expect(state["upload-complete"] == "?1" && state["upload-offset"] == "200000")
            #expect(state["repr-digest"] == digest && state["upload-limit"]?.contains("max-age") == false)
            let got = try await server.send("GET", location)
            #expect(got.body == Self.bytes && got["content-type"] == "video/webm" && got["repr-digest"] == digest)
            #expect(got["content-disposition"] == "attachment; filename=\"a b.webm\"")
        }
    }

    @Test("all bytes do not make an upload complete; an empty closing append does", arguments: [true, false])
    func closedExplicitly(isLengthKnown: Bool) async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.createRufh(isLengthKnown ? ["Upload-Length": "3"] : [:])
            #expect(try await server.append(location, at: 0, [1, 2, 3], complete: false)["upload-complete"] == "?0")
            let state = try await server.state(location)
            #expect(state["upload-offset"] == "3" && state["upload-complete"] == "?0")
            #expect(state["upload-length"] == (isLengthKnown ? "3" : nil))
            #expect(try await server.send("GET", location).status == 204, "not complete")
            #expect(try await server.append(location, at: 3, [], complete: true)["upload-complete"] == "?1")
            #expect(try await server.send("GET", location).body == [1, 2, 3])
        }
    }

    @Test("the whole object may come with the creation, also an empty one", arguments: [0, 5])
    func atOnce(length: Int) async throws {
        try await TestReceiver.run { server async throws in
            let bytes = Array(Self.bytes[..<length])
            let fields = TestReceiver.rufh(complete: true, ["Content-Type": "text/plain"])
            let reply = try await server.exchange("POST", "/rufh/", fields, body: bytes).final
            #expect(reply.status == 201 && reply["upload-complete"] == "?1" && reply["upload-offset"] == "\(length)")
            #expect(try await server.send("GET", try #require(reply["location"])).body == bytes)
        }
    }

    @Test("a cancelled upload is gone", arguments: [true, false])
    func cancelled(isComplete: Bool) async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.createRufh()
            _ = try await server.append(location, at: 0, [1], complete: isComplete)
            #expect(try await server.send("DELETE", location, TestReceiver.rufh(complete: nil)).status == 204)
            #expect(try await server.state(location).status == 404)
            #expect(try await server.append(location, at: 1, [2], complete: true).status == 404)
            #expect(server.folder.uploads.isEmpty)
        }
    }

    @Test("a job that is finished is answered with its object, whichever protocol brought it")
    func oneObject() async throws {
        try await TestReceiver.run { server async throws in
            let job = TestReceiver.metadata(["ferryJob": "77"])
            let finished = try await server.create(length: 3, job, body: [1, 2, 3])
            let fields = TestReceiver.rufh(complete: false, job.merging(["Upload-Length": "3"]) { $1 })
            let (interim, reply) = try await server.exchange("POST", "/rufh/", fields, body: [])
            #expect(interim.isEmpty && reply.status == 201 && reply["location"] == finished)
            #expect(reply["upload-complete"] == "?1" && reply["upload-offset"] == "3")
            #expect(server.folder.uploads.count == 1)
        }
    }

    @Test("an upload goes on after a restart")
    func restart() async throws {
        let folder = try ScratchFolder()
        let location = try await TestReceiver.run(over: folder) { server async throws in
            let location = try await server.createRufh()
            _ = try await server.append(location, at: 0, [1, 2], complete: false)
            return location
        }
        try await TestReceiver.run(over: folder) { server async throws in
            #expect(try await server.state(location)["upload-offset"] == "2")
            #expect(try await server.append(location, at: 2, [3], complete: true).status == 201)
            #expect(try await server.send("GET", location).body == [1, 2, 3])
        }
    }

    @Test("the protocols do not reach into one another's unfinished uploads")
    func apart() async throws {
        try await TestReceiver.run { server async throws in
            let rufh = String(try await server.createRufh().dropFirst("/rufh/".count))
            let tus = String(try await server.create(length: 3).dropFirst("/files/".count))
            #expect(try await server.patch("/files/\(rufh)", at: 0, [1]).status == 404)
            #expect(try await server.append("/rufh/\(tus)", at: 0, [1], complete: true).status == 404)
            #expect(try await server.state("/rufh/\(tus)").status == 404)
        }
    }
}
