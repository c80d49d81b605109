import Foundation
import Testing

@Suite("Bad input", .boundedWidth) struct BadInputTests {
    /// A source that cannot be sent, and the code that says why.
    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let code: String

        var testDescription: String { "\(name): \(code)" }

        static func text(_ name: String, _ text: String, _ code: String) -> Bad {
            Bad(name: name, bytes: Array(text.utf8), code: code)
        }
    }

    static let sources: [Bad] = [
        .text("zero.webm", "", "source.empty"),
        .text("empty.datauri", "data:video/webm;base64,", "dataURI.empty"),
        .text("letters.datauri", "data:video/webm;codecs=vp8,opus;base64,GkXf!o8=", "dataURI.badBase64"),
        .text("length.datauri", "data:video/webm;base64,GkXfo", "dataURI.badBase64"),
        .text("head.datauri", "data:video/webm;codecs=vp8", "dataURI.truncated"),
        .text("control\u{1B}[2J.webm", "", "source.empty"),
    ]

    /// Expects one line about one input that says the code, and nothing that looks like a crash.
    static func expectComplaint(_ run: RunResult, about path: String, code: String) {
        let visible = path.replacing("\u{1B}", with: "\\u{1b}")
        let own = run.complaints.filter { $0.hasPrefix("mediaferry: \(visible): ") }
        #expect(own.count == 1, "\(run)")
        #expect(own.first?.hasSuffix(" [\(code)]") == true, "\(run)")
        #expect(own.first?.contains("; ") == true, "\(run)")
        expectNoCrash(run)
    }

    /// Expects nothing on standard error that looks like a crash, or that would move a terminal's cursor.
    static func expectNoCrash(_ run: RunResult) {
        #expect(!run.errorText.contains("\u{1B}"))
        for word in ["Fatal", "fatal error", "Stack dump", "Thread 0", "Swift/", "Program crashed"] {
            #expect(!run.errorText.contains(word), "\(run)")
        }
    }

    @Test("each bad source is one clear line; what is good in the same command is delivered", arguments: sources)
    func bad(_ bad: Bad) async throws {
        let road = try await Road()
        let path = try road.scratch.write(bad.name, bad.bytes)
        let good = try road.scratch.noise("good.webm", bytes: 20_000, seed: 1)
        let run = try await road.send([path, good], progress: "plain")
        #expect(run.code == 1)
        Self.expectComplaint(run, about: path, code: bad.code)
        #expect(run.complaints.count == 1)
        #expect(Set(run.fields.map { $0[0] }) == ["refused", "delivered"])
        try road.expectOneObject(of: good)
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(bad.bytes))
    }

    @Test("a directory, a missing file and a file behind a file are named; all others arrive")
    func paths() async throws {
        let road = try await Road()
        let folder = road.scratch.path("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let good = try road.scratch.noise("good.webm", bytes: 20_000, seed: 1)
        let missing = road.scratch.path("missing.webm")
        let run = try await road.send([folder, good, missing, good + "/x"], progress: "quiet")
        #expect(run.code == 1)
        Self.expectComplaint(run, about: folder, code: "source.isDirectory")
        Self.expectComplaint(run, about: missing, code: "source.notFound")
        Self.expectComplaint(run, about: good + "/x", code: "source.notFound")
        #expect(run.complaints.count == 3)
        try road.expectOneObject(of: good)
    }

    @Test("a bad character is told with the byte where it stands")
    func offset() async throws {
        let road = try await Road()
        let head = "data:video/webm;base64,"
        let text = head + Data(Noise.bytes(3000, seed: 1)).base64EncodedString() + "*AAA"
        let path = try road.scratch.write("a.datauri", Array(text.utf8))
        let run = try await road.send([path])
        let error = try #require(try run.events().named("job.refused").first?["error"])
        #expect(error["offset"]?.integer == head.count + 4000)
        #expect(error["code"]?.text == "dataURI.badBase64")
        #expect(error["input"]?.text == path)
        #expect(error.keys.isSuperset(of: ["message", "next", "disposition", "status", "retryAfterSeconds"]))
        #expect(road.leftovers() == [])
    }

    @Test("a source above --max-size is refused, on the disk and as a stream")
    func tooLarge() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a.webm", bytes: 20_001, seed: 1)
        let file = try await road.send([path], ["--max-size", "20k"])
        let stream = try await road.send(["-"], ["--max-size", "20k"], input: .file(path))
        for run in [file, stream] {
            #expect(run.code == 1)
            #expect(run.complaints.first?.hasSuffix("[source.tooLarge]") == true, "\(run)")
        }
        #expect(road.leftovers() == [])
        #expect(try road.receiver.objects().isEmpty)
    }

    @Test("an empty standard input is named")
    func emptyInput() async throws {
        let road = try await Road()
        let run = try await road.send(["-"], progress: "quiet")
        #expect(run.code == 1)
        Self.expectComplaint(run, about: "-", code: "source.empty")
        #expect(road.leftovers() == [])
    }

    @Test(
        "a file that may not be read is named; the others arrive",
        .enabled(if: OtherUser.isUsable, "the command must be runnable by another user"))
    func unreadable() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("secret.webm", bytes: 100, seed: 1)
        let good = try road.scratch.noise("good.webm", bytes: 5000, seed: 2)
        chmod(path, 0o000)
        chmod(good, 0o644)
        chmod(road.scratch.path, 0o777)
        let arguments = road.arguments([path, good], progress: "quiet")
        let command = try OtherUser.start(BuiltProducts.command, arguments)
        let run = try await RunResult(command.ended())
        #expect(run.code == 1, "\(run)")
        Self.expectComplaint(run, about: path, code: "source.unreadable")
        #expect(try road.receiver.objects().map(\.sha256) == [Hash.hex(file: good)])
    }
}
