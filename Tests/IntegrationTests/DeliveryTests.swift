import Foundation
import Testing

@Suite("What send delivers", .boundedWidth) struct DeliveryTests {
    @Test("a data URI and a file arrive byte for byte, and one line tells of each")
    func samples() async throws {
        let road = try await Road()
        let text = BuiltProducts.sample("cr_webm_vp8_opus.datauri")
        let file = BuiltProducts.sample("cr_timeslice_webm.webm")
        let before = try Hash.hex(file: file)
        let run = try await road.send([text, file], progress: "plain")
        #expect(run.code == 0, "\(run)")
        let lines = Dictionary(uniqueKeysWithValues: run.fields.map { ($0[2], $0) })
        #expect(Set(lines.keys) == [text, file])
        let objects = try road.receiver.objects()
        #expect(objects.count == 2)
        for (source, line) in lines {
            try #require(line.count == 4)
            #expect(line[0] == "delivered")
            let receipt = try road.receipt(line[1])
            let object = try #require(objects.first { line[3].hasSuffix($0.id) })
            #expect(receipt["rendition.sha256"]?.text == object.sha256)
            #expect(receipt["source.sha256"]?.text == object.sha256)
            #expect(receipt["destination.location"]?.text == line[3])
            #expect(receipt["source.bytes"]?.integer == object.bytes)
            if source == file { #expect(object.sha256 == before) }
        }
        #expect(try Hash.hex(file: file) == before)
        #expect(road.leftovers() == [])
    }

    @Test("a decoded data URI has the bytes that an independent decoder gives")
    func dataURI() async throws {
        let road = try await Road()
        let path = BuiltProducts.sample("cr_audio_webm_opus.datauri")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let base64 = try #require(text.range(of: ";base64,")).upperBound
        let bytes = try #require(Data(base64Encoded: String(text[base64...])))
        let run = try await road.send([path])
        #expect(run.code == 0, "\(run)")
        let object = try #require(try road.receiver.objects().first)
        #expect(object.sha256 == Hash.hex(bytes))
        #expect(object.mediaType == "audio/webm")
        #expect(object.fileName == "cr_audio_webm_opus.webm")
    }

    @Test("standard input goes through the spool and leaves nothing there")
    func standardInput() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("recording", bytes: 300_001, seed: 1)
        let run = try await road.send(["-"], input: .file(path))
        #expect(run.code == 0, "\(run)")
        try road.expectOneObject(of: path)
        let accepted = try #require(try run.events().named("job.accepted").first)
        #expect(accepted["source.kind"]?.text == "stdin")
    }

    @Test("a data URI on standard input is found by its content")
    func dataURIOnStandardInput() async throws {
        let road = try await Road()
        let run = try await road.send(["-"], input: .file(BuiltProducts.sample("cr_webm_vp8_opus.datauri")))
        #expect(run.code == 0, "\(run)")
        let accepted = try #require(try run.events().named("job.accepted").first)
        #expect(accepted["source.kind"]?.text == "dataURI")
        #expect(accepted["source.mediaType"]?.text == "video/webm")
        #expect(accepted["source.bytes"]?.integer == 141_135)
    }

    @Test("a list names sources, one a line; blank lines are left out")
    func list() async throws {
        let road = try await Road()
        let paths = try (1...5).map { try road.scratch.noise("answer \($0).bin", bytes: 10_000, seed: $0) }
        let list = try road.scratch.write("list", Array((paths.joined(separator: "\n\n") + "\n").utf8))
        let run = try await road.send(["@\(list)"], progress: "quiet")
        #expect(run.code == 0, "\(run)")
        #expect(Set(run.fields.map { $0[2] }) == Set(paths))
        #expect(try Set(road.receiver.objects().map(\.sha256)) == Set(paths.map { try Hash.hex(file: $0) }))
        #expect(road.leftovers() == [])
    }

    @Test("a fifo is read to its end")
    func fifo() async throws {
        let road = try await Road()
        let path = road.scratch.path("fifo")
        #expect(mkfifo(path, 0o600) == 0)
        let command = try road.start([path])
        let bytes = Noise.bytes(50_000, seed: 3)
        let writer = try ChildProcess(
            "/bin/sh", ["-c", "cat > \"$0\"", path], environment: Command.environment, input: .pipe)
        writer.write(bytes)
        writer.closeInput()
        let run = try await RunResult(command.ended())
        #expect(run.code == 0, "\(run)")
        #expect(try road.receiver.objects().map(\.sha256) == [Hash.hex(bytes)])
    }

    @Test("the rate limit holds over all slots, and two slots are what is used of them")
    func rateLimit() async throws {
        let road = try await Road()
        let proxy = try CountingProxy(to: road.receiver.port)
        let paths = try (1...4).map { try road.scratch.noise("\($0)", bytes: 250_000, seed: UInt64($0)) }
        let started = ContinuousClock.now
        let run = try await road.send(paths, to: proxy.url, ["--limit-rate", "500k", "--chunk-size", "50k"])
        let seconds = started.duration(to: .now) / .seconds(1)
        #expect(run.code == 0, "\(run)")
        #expect(seconds >= 1, "1 MB at 500 kB/s took \(seconds) s")
        let traffic = proxy.traffic.now
        #expect(traffic.faults == [])
        #expect(traffic.bodyBytes == 1_000_000)
        #expect(traffic.mostBodiesAtOnce <= 2)
    }
}
