import Foundation
import Testing

@Suite("Never the same work twice", .boundedWidth) struct ReuseTests {
    @Test("the same command again finds the object, sends no body byte and says so")
    func again() async throws {
        let road = try await Road()
        let proxy = try CountingProxy(to: road.receiver.port)
        let path = try road.scratch.noise("a", bytes: 60_000, seed: 1)
        let first = try await road.send([path], to: proxy.url)
        let second = try await road.send([path], to: proxy.url)
        #expect(first.code == 0 && second.code == 0, "\(second)")
        let receipts = try (first.events() + second.events()).named("job.delivered").compactMap { $0["receipt"] }
        try #require(receipts.count == 2)
        #expect(receipts[0]["reused"] == .bool(false))
        #expect(receipts[1]["reused"] == .bool(true))
        #expect(receipts[0]["jobId"] == receipts[1]["jobId"])
        #expect(receipts[0]["destination.location"] == receipts[1]["destination.location"])
        #expect(EventRules.faults(in: try second.events()) == [])
        #expect(try second.events().last?["files.reused"]?.integer == 1)
        #expect(proxy.traffic.now.bodyBytes == 60_000)
        try road.expectOneObject(of: path)
    }

    @Test("a file, a copy of it and its data URI are one source")
    func sameBytes() async throws {
        let road = try await Road()
        let bytes = Noise.bytes(9_000, seed: 2)
        let path = try road.scratch.write("a.webm", bytes)
        let text = "data:video/webm;base64," + Data(bytes).base64EncodedString()
        let asText = try road.scratch.write("a.datauri", Array(text.utf8))
        let run = try await road.send([path])
        let other = try await road.send([asText])
        #expect(run.code == 0 && other.code == 0)
        #expect(try other.events().named("job.delivered").first?["receipt.reused"]?.isTrue == true)
        try road.expectOneObject(of: path)
    }

    @Test("the same file twice in one command is one object and two lines")
    func twice() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a", bytes: 200_000, seed: 3)
        let run = try await road.send([path, path], progress: "quiet", ["--chunk-size", "20k"])
        #expect(run.code == 0, "\(run)")
        #expect(run.fields.map { $0[0] } == ["delivered", "delivered"])
        #expect(Set(run.fields.map { $0[3] }).count == 1)
        try road.expectOneObject(of: path)
    }

    @Test("--again makes a new object")
    func forced() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a", bytes: 20_000, seed: 4)
        let first = try await road.send([path], progress: "quiet")
        let second = try await road.send([path], progress: "quiet", ["--again"])
        #expect(first.code == 0 && second.code == 0)
        #expect(first.fields[0][3] != second.fields[0][3])
        #expect(try road.receiver.objects().map(\.sha256) == Array(repeating: Hash.hex(file: path), count: 2))
        #expect(road.leftovers() == [])
    }

    @Test("an object that is gone from the destination is delivered anew")
    func gone() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a", bytes: 20_000, seed: 5)
        let first = try await road.send([path], progress: "quiet")
        let location = try #require(first.fields.first?[3])
        try await Curl.delete(location)
        #expect(try road.receiver.objects().isEmpty)
        let second = try await road.send([path])
        #expect(second.code == 0, "\(second)")
        #expect(try second.events().named("job.delivered").first?["receipt.reused"] == .bool(false))
        try road.expectOneObject(of: path)
    }

    @Test("two commands that share a state directory deliver one object")
    func together() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a", bytes: 400_000, seed: 6)
        let options = ["--chunk-size", "20k", "--limit-rate", "800k"]
        let first = try road.start([path], options)
        _ = try await first.line("the first chunk") { $0.contains("chunk.acknowledged") }
        let second = try await road.send([path], options)
        let firstRun = try await RunResult(first.ended())
        #expect(firstRun.code == 0, "\(firstRun)")
        // The second may wait or refuse, but it must not make a second object or break the first.
        if second.code != 0 { #expect(second.errorText.contains("[destination.conflict]"), "\(second)") }
        try road.expectOneObject(of: path)
    }
}
