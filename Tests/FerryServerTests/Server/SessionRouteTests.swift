import FerrySessions
import FerryTesting
import FoundationEssentials
import Testing

@testable import FerryServer

@Suite struct SessionRouteTests {
    @Test("a session is begun, answered with text, moved on and completed")
    func wholeRoad() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            let answer = try await service.send(
                "POST", "/v1/sessions/\(id)/answers", json: #"{"questionId": "q1", "responseText": "Me"}"#)
            #expect(answer.status == 202, "\(answer.text)")
            let next = try await service.send("POST", "/v1/sessions/\(id)/next")
            #expect(try next.json["questionIndex"]?.number == 1)
            let shown = try await service.send("GET", "/v1/sessions/\(id)")
            #expect(try shown.json["answers"]?.items.first?["responseText"]?.text == "Me")
            #expect(try shown.json["completedAt"] == .null)
            let done = try await service.send("POST", "/v1/sessions/\(id)/complete", json: #"{"wait": true}"#)
            #expect(done.status == 200, "\(done.text)")
            #expect(try done.json["state"]?.text == "completed")
            #expect(try done.json["manifest"]?["answers"]?.items.count == 1)
            let again = try await service.send("POST", "/v1/sessions/\(id)/pause")
            #expect((again.status, again.code) == (409, "session.conflict"))
            let trail = try await service.send("GET", "/v1/sessions/\(id)/trail")
            #expect(try trail.json["entries"]?.items.last?["action"]?.text == "complete")
        }
    }

    @Test("media in a data URI is delivered byte for byte, and the answer says where")
    func media() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let uri = "data:video/webm;base64," + Data(bytes).base64EncodedString()
            let body = #"{"questionId": "q1", "durationSeconds": 3.5, "videoDataUri": "\#(uri)"}"#
            let key = ["Idempotency-Key": "one"]
            let answer = try await service.send("POST", "/v1/sessions/\(id)/answers", json: body, key)
            #expect(answer.status == 202, "\(answer.text)")
            let repeated = try await service.send("POST", "/v1/sessions/\(id)/answers", json: body, key)
            #expect(repeated.status == 200, "\(repeated.text)")
            #expect(try repeated.json["submissionId"] == (try answer.json["submissionId"]))
            let done = try await service.send("POST", "/v1/sessions/\(id)/complete", json: #"{"wait": true}"#)
            let url = try #require(try done.json["manifest"]?["answers"]?.items.first?["videoUrl"]?.text)
            let path = try #require(url.hasPrefix("file://") ? String(url.dropFirst(7)) : nil)
            #expect(FileManager.default.contents(atPath: path).map { [UInt8]($0) } == bytes)
            let result = try await service.send(
                "GET", try #require(try answer.json["links"]?["result"]?.text))
            #expect((result.status, try result.json["videoUrl"]?.text) == (200, url))
        }
    }

    @Test("a raw recording is taken in, and its job can be found and is not retried once it is delivered")
    func raw() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            let reply = try await service.send(
                "PUT", "/v1/sessions/\(id)/answers/q2/audio", ["Content-Type": "audio/webm"], body: Array("sound".utf8))
            #expect(reply.status == 202, "\(reply.text)")
            let job = try #require(try reply.json["jobs"]?.items.first?["jobId"]?.text)
            _ = try await service.service.pendingJobs(of: .init(rawValue: id), waitingSeconds: 20)
            let shown = try await service.send("GET", "/v1/jobs/\(job)")
            #expect(try shown.json["state"]?.text == "delivered")
            #expect(try shown.json["receipt"]?["outcome"]?.text == "delivered")
            let retry = try await service.send("POST", "/v1/jobs/\(job)/retry", json: #"{"preset": "none"}"#)
            #expect(retry.status == 409, "\(retry.text)")
            let list = try await service.send("GET", "/v1/jobs?sessionId=\(id)&state=delivered")
            #expect(try list.json["jobs"]?.items.count == 1)
        }
    }

    @Test("a session is opened again by its token, and by no other")
    func recovery() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            let made = try await service.send("POST", "/v1/sessions/\(id)/recovery-token")
            let token = try #require(try made.json["token"]?.text)
            let opened = try await service.send("POST", "/v1/recover", json: #"{"token": "\#(token)"}"#)
            #expect(try opened.json["sessionId"]?.text == id)
            let forged = try await service.send("POST", "/v1/recover", json: #"{"token": "\#(token)x"}"#)
            #expect(forged.status == 401)
            let list = try await service.send("GET", "/v1/sessions?userId=u-1&state=incomplete")
            #expect(try list.json["sessions"]?.items.count == 1)
        }
    }

    @Test("a finished upload is an answer's media, for its maker's sessions")
    func references() async throws {
        try await TestService.run { service in
            let id = try await service.session()
            let tus = [
                "Tus-Resumable": "1.0.0", "Upload-Length": "4", "Content-Type": "application/offset+octet-stream",
            ]
            let made = try await service.send("POST", "/files/", tus, body: Array("film".utf8))
            let location = try #require(made["location"])
            let url = "http://127.0.0.1:\(service.port)\(location)"
            let reply = try await service.send(
                "POST", "/v1/sessions/\(id)/answers", json: #"{"questionId": "q1", "videoUpload": "\#(url)"}"#)
            #expect(reply.status == 202, "\(reply.text)")
            let wrong = try await service.send(
                "POST", "/v1/sessions/\(id)/answers", json: #"{"questionId": "q1", "videoUpload": "/files/nothing"}"#)
            #expect((400..<500).contains(wrong.status), "\(wrong.text)")
        }
    }
}
