import FerryTesting
import Testing

@testable import FerryReceiver

@Suite struct TusStatusTests {
    @Test("OPTIONS says what is spoken, without a version of its own")
    func options() async throws {
        try await TestReceiver.run {
            $0.maxUploadBytes = 1000
        } body: { server async throws in
            let reply = try await server.send("OPTIONS", "/files/")
            #expect(reply.status == 204)
            #expect(reply["tus-version"] == "1.0.0")
            #expect(reply["tus-resumable"] == "1.0.0")
            #expect(reply["tus-max-size"] == "1000")
            let extensions = Set(reply["tus-extension"]?.split(separator: ",") ?? [])
            #expect(
                extensions == [
                    "creation", "creation-with-upload", "creation-defer-length", "expiration", "termination",
                    "checksum",
                    "concatenation",
                ])
        }
    }

    @Test("requests of another version or without one are refused with 412 and change nothing")
    func version() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 10)
            for version in ["0.2.2", "2.0.0", nil] {
                let fields = version.map { ["Tus-Resumable": $0] } ?? [:]
                let patch = TestReceiver.patchFields(0).filter { $0.key != "Tus-Resumable" }.merging(fields) { $1 }
                for reply in [
                    try await server.send("POST", "/files/", fields.merging(["Upload-Length": "1"]) { $1 }, body: []),
                    try await server.send("PATCH", location, patch, body: [1]),
                    try await server.send("DELETE", location, fields),
                ] {
                    #expect(reply.status == 412)
                    #expect(reply["tus-version"] == "1.0.0")
                }
            }
            #expect(try await server.offset(location) == 0)
            #expect(server.folder.uploads.count == 1)
        }
    }

    @Test("an upload of no bytes is complete at once")
    func empty() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 0)
            let head = try await server.send("HEAD", location, TestReceiver.tus)
            #expect(head["upload-offset"] == "0" && head["upload-length"] == "0" && head["repr-digest"] != nil)
            let got = try await server.send("GET", location)
            #expect(got.status == 200 && got.body.isEmpty)
        }
    }

    @Test("bytes may come with the creation, all or some")
    func withUpload() async throws {
        try await TestReceiver.run { server async throws in
            let some = try await server.post(length: 5, body: [1, 2])
            #expect(some.status == 201 && some["upload-offset"] == "2" && some["upload-expires"] != nil)
            let location = try #require(some["location"])
            #expect(try await server.patch(location, at: 2, [3, 4, 5])["upload-offset"] == "5")
            #expect(try await server.send("GET", location).body == [1, 2, 3, 4, 5])
            let all = try await server.post(length: 2, body: [1, 2])
            #expect(all["upload-offset"] == "2" && all["upload-expires"] == nil)
            let wrongType = try await server.send(
                "POST", "/files/", ["Tus-Resumable": "1.0.0", "Upload-Length": "2"], body: [1])
            #expect(wrongType.status == 415)
            #expect(server.folder.uploads.count == 2)
        }
    }

    @Test("a deferred length is given once, with any append, and cannot change")
    func deferred() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: nil)
            var head = try await server.send("HEAD", location, TestReceiver.tus)
            #expect(head["upload-defer-length"] == "1" && head["upload-length"] == nil)
            #expect(try await server.patch(location, at: 0, [1, 2]).status == 204)
            #expect(try await server.patch(location, at: 2, [], ["Upload-Length": "1"]).status == 400)
            #expect(try await server.patch(location, at: 2, [3], ["Upload-Length": "4"]).status == 204)
            head = try await server.send("HEAD", location, TestReceiver.tus)
            #expect(head["upload-defer-length"] == nil && head["upload-length"] == "4" && head["upload-offset"] == "3")
            #expect(try await server.patch(location, at: 3, [4], ["Upload-Length": "5"]).status == 400)
            #expect(try await server.patch(location, at: 3, [4], ["Upload-Length": "4"]).status == 204)
            #expect(try await server.send("GET", location).body == [1, 2, 3, 4])
        }
    }

    @Test("a length that equals what is stored closes a deferred upload without a byte")
    func deferredEnd() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: nil, body: [1, 2])
            let reply = try await server.patch(location, at: 2, [], ["Upload-Length": "2"])
            #expect(reply.status == 204 && reply["repr-digest"] != nil)
            #expect(try await server.send("GET", location).body == [1, 2])
        }
    }

    @Test("refused appends leave the upload untouched")
    func refusedAppends() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 10, body: [1, 2, 3])
            let wrongOffset = try await server.patch(location, at: 0, [9])
            #expect(wrongOffset.status == 409 && wrongOffset["upload-offset"] == "3")
            #expect(try await server.patch(location, at: 4, [9]).status == 409)
            #expect(try await server.patch(location, at: 3, [9], ["Content-Type": "text/plain"]).status == 415)
            #expect(try await server.patch(location, at: 3, Array(repeating: 9, count: 8)).status == 413)
            #expect(try await server.patch("/files/00000000000000000000000000000000", at: 0, [9]).status == 404)
            #expect(try await server.offset(location) == 3)
            #expect(try await server.send("GET", location).status == 404, "not finished")
        }
    }

    @Test("a finished upload takes no more bytes")
    func finished() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 2, body: [1, 2])
            #expect(try await server.patch(location, at: 2, [3]).status == 403)
            #expect(try await server.patch(location, at: 2, []).status == 204)
            #expect(try await server.patch(location, at: 0, [3]).status == 409)
            #expect(try await server.send("GET", location).body == [1, 2])
        }
    }

    @Test("a deleted upload is gone from the disk", arguments: [1, 5])
    func termination(length: Int) async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: length, body: [1])
            #expect(try await server.send("DELETE", location, TestReceiver.tus).status == 204)
            #expect(try await server.send("HEAD", location, TestReceiver.tus).status == 404)
            #expect(try await server.send("DELETE", location, TestReceiver.tus).status == 404)
            #expect(server.folder.uploads.isEmpty)
        }
    }

    @Test("a POST may stand for PATCH and DELETE")
    func methodOverride() async throws {
        try await TestReceiver.run { server async throws in
            let location = try await server.create(length: 2)
            var fields = TestReceiver.patchFields(0)
            fields["X-HTTP-Method-Override"] = "PATCH"
            #expect(try await server.send("POST", location, fields, body: [1]).status == 204)
            fields["X-HTTP-Method-Override"] = "DELETE"
            #expect(try await server.send("POST", location, fields).status == 204)
            #expect(try await server.offset(location) == nil)
        }
    }

    @Test(
        "other methods and addresses are refused in words",
        arguments: [
            ("PUT", "/files/", 405), ("GET", "/files/", 405), ("POST", "/put/a", 405), ("GET", "/", 404),
            ("GET", "/files/..%2F..", 404), ("PUT", "/put/", 404), ("GET", "/put/none", 404),
        ])
    func others(method: String, target: String, status: Int) async throws {
        try await TestReceiver.run { server async throws in
            let reply = try await server.send(method, target, TestReceiver.tus, body: [])
            #expect(reply.status == status)
            #expect(!reply.text.isEmpty)
            #expect((reply["allow"] != nil) == (status == 405))
        }
    }
}
