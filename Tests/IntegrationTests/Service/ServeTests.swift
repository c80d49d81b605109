import Foundation
import Testing

@Suite("Service", .boundedWidth, .enabled(if: Curl.path != nil)) struct ServeTests {
    @Test(
        "the whole hand-off by curl, without configuration: the recording becomes smaller and lies in the state's folder"
    )
    func handOff() async throws {
        let service = try await ServedService(preset: "interview")
        let session = try await service.post(
            "/v1/sessions",
            #"{"userId": "u-17", "kind": "technical", "questions": [{"questionId": "q1", "text": "Why?"}]}"#)
        let id = try #require(session["sessionId"]?.text)
        let sample = BuiltProducts.package + "/Samples/media/cr_webm_vp9_opus.webm"
        let answer = try await service.curl(
            "/v1/sessions/\(id)/answers", ["--form", "questionId=q1", "--form", "video=@\(sample);type=video/webm"])
        #expect(answer["state"]?.text == "queued", "\(answer)")
        let done = try await service.post("/v1/sessions/\(id)/complete", #"{"wait": true}"#)
        let url = try #require(done["manifest.answers"]?.items.first?["videoUrl"]?.text, "\(done)")
        let path = try #require(URL(string: url)?.path)
        #expect(path.hasPrefix(service.scratch.path("state/delivered")), "\(path)")
        #expect(FileManager.default.fileExists(atPath: path))
        let result = try await service.curl(try #require(answer["links.result"]?.text))
        #expect(result["receipts"]?.items.first?["plan.preset"]?.text == "interview", "\(result)")
        let ended = try await service.stop()
        #expect(ended.code == 0, "\(ended)")
    }

    @Test("a changed file of switches changes a service that runs, and nonsense in it changes nothing")
    func flagFile() async throws {
        let scratch = try Scratch()
        let path = scratch.path("flags.json")
        func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) }
        try write(#"{"flags": {"transcoding": false}}"#)
        let service = try await ServedService(in: scratch, ["--config", path])
        func flag(_ name: String) async throws -> JSONValue { try #require(try await service.curl("/v1/flags")[name]) }
        func wait(for name: String, _ isSo: (JSONValue) -> Bool) async throws {
            while try await !isSo(flag(name)) { try await Task.sleep(for: .milliseconds(50)) }
        }
        #expect(try await flag("transcoding.value") == .bool(false))
        #expect(try await flag("transcoding.source").text == "file")
        try write(#"{"flags": {"transcoding": true, "sessionRecovery": false}, "rollout": {"percent": 30}}"#)
        service.process.signal(SIGHUP)
        try await wait(for: "rollout.percent") { $0.number == 30 }
        #expect(try await flag("transcoding.value") == .bool(true))
        #expect(try await flag("sessionRecovery.value") == .bool(false))
        try write(#"{"flags": {"transcoding": "perhaps"}}"#)
        service.process.signal(SIGHUP)
        _ = try await service.process.facts.wait(for: "the complaint") { state in
            state.errors.lines.contains { $0.contains("makes no sense") }
        }
        #expect(try await flag("rollout.percent").number == 30)
        try write("{}")
        service.process.signal(SIGHUP)
        try await wait(for: "rollout.percent") { $0.number == 100 }
        #expect(try await flag("sessionRecovery.value") == .bool(true))
        let ended = try await service.stop()
        #expect(ended.code == 0, "\(ended)")
    }

    @Test("a token is printed once, counts in a service that runs, and stands nowhere in the state")
    func tokens() async throws {
        let service = try await ServedService()
        let state = service.scratch.path("state")
        #expect(try await service.curl("/v1/flags")["rollout.percent"]?.number == 100)
        let made = try await Command.run([
            "token", "create", "--scopes", "read,sessions", "--user", "u", "--state", state,
        ])
        let token = try #require(made.output.first)
        #expect((made.code, made.output.count) == (0, 1))
        let bearer = ["--header", "Authorization: Bearer \(token)"]
        var status: Double?
        for _ in 0..<100 where status != 401 {
            status = try await service.curl("/v1/flags")["status"]?.number
            if status != 401 { try await Task.sleep(for: .milliseconds(50)) }
        }
        #expect(status == 401)
        #expect(try await service.curl("/v1/flags", bearer)["rollout.percent"]?.number == 100)
        #expect(try await service.curl("/v1/monitoring", bearer)["status"]?.number == 403)
        let list = try await Command.run(["token", "list", "--state", state])
        let name = try #require(list.fields.first?.first)
        #expect(token.contains(name))
        for file in Folder.files(state) {
            #expect(try Data(contentsOf: URL(filePath: file)).range(of: Data(token.utf8)) == nil, "\(file)")
        }
        #expect(try await Command.run(["token", "remove", name, "--state", state]).code == 0)
        #expect(try await Command.run(["token", "remove", name, "--state", state]).code == 1)
    }

    @Test("a second service on the same state is refused, and so is an open one for everybody")
    func refusals() async throws {
        let service = try await ServedService()
        let second = try await Command.run(["serve", "--state", service.scratch.path("state")])
        #expect(second.code == 1, "\(second)")
        #expect(second.complaints.count == 1, "\(second)")
        let other = try Scratch()
        let open = try await Command.run(["serve", "--state", other.path("state"), "--listen", "0.0.0.0"])
        #expect(open.code == 1, "\(open)")
        #expect(open.complaints.first?.contains("token create") == true, "\(open)")
    }

    @Test("what was acknowledged before kill -9 is delivered by the next service, once")
    func killed() async throws {
        let scratch = try Scratch()
        let first = try await ServedService(in: scratch)
        let id = try #require(
            try await first.post("/v1/sessions", #"{"userId": "u", "kind": "k", "questions": []}"#)["sessionId"]?.text)
        let noise = try scratch.noise("answer", bytes: 300_000, seed: 7)
        let answer = try await first.curl(
            "/v1/sessions/\(id)/answers/q1/video", ["--header", "Content-Type: video/webm", "--upload-file", noise])
        #expect(answer["submissionId"]?.text != nil, "\(answer)")
        first.process.signal(SIGKILL)
        _ = try await first.process.ended()
        let next = try await ServedService(in: scratch)
        let done = try await next.post("/v1/sessions/\(id)/complete", #"{"wait": true}"#)
        #expect(done["totals.delivered"]?.number == 1, "\(done)")
        let kept = Folder.files(scratch.path("state/delivered"))
        #expect(try kept.map(Hash.hex(file:)) == [try Hash.hex(file: noise)])
    }

    @Test("over TLS with a certificate of its own", .enabled(if: BuiltProducts.program("openssl") != nil))
    func secured() async throws {
        let scratch = try Scratch()
        let (key, certificate) = (scratch.path("key.pem"), scratch.path("cert.pem"))
        let openssl = try ChildProcess(
            try #require(BuiltProducts.program("openssl")),
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ], environment: Command.environment)
        _ = try await openssl.ended()
        let service = try await ServedService(
            in: scratch, ["--tls-certificate", certificate, "--tls-key", key])
        #expect(service.url.hasPrefix("https://"))
        let flags = try await service.curl("/v1/flags", ["--cacert", certificate])
        #expect(flags["rollout.percent"]?.number == 100)
        let wrong = try await Command.run(
            ["serve", "--state", scratch.path("other"), "--tls-certificate", key, "--tls-key", key])
        #expect(wrong.code == 1, "\(wrong)")
        #expect(wrong.complaints.first?.contains("key.pem") == true, "\(wrong)")
    }

    @Test("jobs of a service are listed, shown and steered from anywhere, with its token")
    func remote() async throws {
        let service = try await ServedService()
        let id = try #require(
            try await service.post("/v1/sessions", #"{"userId": "u", "kind": "k", "questions": []}"#)["sessionId"]?.text
        )
        let noise = try service.scratch.noise("answer", bytes: 50_000, seed: 11)
        let media = ["--form", "questionId=q", "--form", "uploadImmediately=false", "--form", "audio=@\(noise)"]
        let answer = try await service.curl("/v1/sessions/\(id)/answers", media)
        let job = try #require(answer["jobs"]?.items.first?["jobId"]?.text, "\(answer)")
        let server = ["--server", service.url]
        let list = try await Command.run(["jobs", "list", "--json", "--only", "paused"] + server)
        #expect(try JSONValue.parse(list.outputText)["jobs"]?.items.first?["jobId"]?.text == job, "\(list)")
        let resumed = try await Command.run(["jobs", "resume", job] + server)
        #expect(resumed.code == 0, "\(resumed)")
        _ = try await service.post("/v1/sessions/\(id)/complete", #"{"wait": true}"#)
        let shown = try await Command.run(["jobs", "show", job, "--json"] + server)
        #expect(try JSONValue.parse(shown.outputText)["receipt.outcome"]?.text == "delivered", "\(shown)")
        let late = try await Command.run(["jobs", "pause", job, "nobody"] + server)
        #expect((late.code, late.complaints.count) == (1, 2), "\(late)")
        let made = try await Command.run(
            ["token", "create", "--scopes", "read", "--state", service.scratch.path("state")])
        let token = ["MEDIAFERRY_SERVER_TOKEN": try #require(made.output.first)]
        var status: Double?
        for _ in 0..<100 where status != 401 {
            status = try await service.curl("/v1/flags")["status"]?.number
            if status != 401 { try await Task.sleep(for: .milliseconds(50)) }
        }
        #expect(try await Command.run(["jobs", "list"] + server, environment: token).code == 0)
        #expect(try await Command.run(["jobs", "cancel", "--all"] + server, environment: token).code == 1)
        let nobody = try await Command.run(["jobs", "list", "--server", "http://127.0.0.1:9"])
        #expect(nobody.complaints.first?.hasSuffix("[destination.unreachable]") == true, "\(nobody)")
    }
}
