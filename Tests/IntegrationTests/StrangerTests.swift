import Foundation
import Testing

@Suite("Strangers' clients and servers", .boundedWidth) struct StrangerTests {
    @Test(
        "tuspy uploads in chunks, breaks off, goes on, and the bytes are the same",
        .enabled(if: PythonTools.has("tusclient"), "tuspy is not there"))
    func tuspy() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("recording.webm", bytes: 1_000_003, seed: 1)
        let script = """
            import sys
            from tusclient import client
            url, path = sys.argv[1:]
            tus = client.TusClient(url)
            first = tus.uploader(path, chunk_size=64_000, metadata={"filename": "r\\u00e9cording.webm", "filetype": "video/webm"})
            first.upload(stop_at=320_000)
            second = tus.uploader(path, chunk_size=100_000, url=first.url, upload_checksum=True)
            print(second.offset)
            second.upload()
            print(second.url)
            """
        let run = try await PythonTools.run(script, [road.receiver.url, path])
        #expect(run.code == 0, "\(run)")
        #expect(run.output.first == "320000")
        let object = try #require(try road.receiver.objects().first)
        #expect(object.sha256 == (try Hash.hex(file: path)))
        #expect(object.fileName == "r\u{e9}cording.webm")
        #expect(object.mediaType == "video/webm")
        let got = road.scratch.path("got")
        let download = try await Curl.run(["--fail", "--output", got, try #require(run.output.last)])
        #expect(download.code == 0, "\(download)")
        #expect(try Hash.hex(file: got) == object.sha256)
    }

    @Test(
        "send to an independent tus server: whole, after kill -9, and reused",
        .enabled(if: PythonTools.has("resumable_upload"), "resumable-upload is not there"))
    func independentServer() async throws {
        let scratch = try Scratch()
        let server = try await IndependentTusServer(scratch)
        let path = try scratch.noise("answer.webm", bytes: 700_000, seed: 2)
        let arguments = [
            "send", path, "--to", "tus+\(server.url)", "--state", scratch.path("state"), "--preset", "none",
            "--progress", "json", "--chunk-size", "50k",
        ]
        // So slow that the kill comes before the end, however busy the machine is.
        let command = try Command.start(arguments + ["--limit-rate", "30k"])
        _ = try await command.line("the fourth chunk") {
            $0.contains("chunk.acknowledged") && $0.contains("\"index\":3,")
        }
        command.signal(SIGKILL)
        _ = try await command.ended()
        let second = try await Command.run(arguments)
        #expect(second.code == 0, "\(second)")
        let receipt = try #require(try second.events().named("job.delivered").first?["receipt"])
        #expect((receipt["transfer.resumedFromBytes"]?.integer ?? 0) >= 200_000)
        #expect((receipt["transfer.bytesResent"]?.integer ?? .max) <= 50_000)
        #expect(receipt["destination.checked"]?.text == "length")
        let got = scratch.path("got")
        let location = try #require(receipt["destination.location"]?.text)
        let download = try await Curl.run(["--fail", "--output", got, location])
        #expect(download.code == 0, "\(download)")
        #expect(try Hash.hex(file: got) == Hash.hex(file: path))
        let third = try await Command.run(arguments)
        #expect(third.code == 0, "\(third)")
        #expect(try third.events().named("job.delivered").first?["receipt.reused"]?.isTrue == true)
    }

    @Test(
        "curl sees the address, the acknowledgements and the end of a resumable upload on the wire",
        .enabled(if: Curl.path != nil, "no curl"))
    func curlResumable() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("answer.webm", bytes: 3_000_000, seed: 6)
        let url = road.receiver.url.replacing("/files/", with: "/rufh/")
        let run = try await Curl.run([
            "--fail", "--verbose", "--request", "POST", "--header", "Upload-Draft-Interop-Version: 8", "--header",
            "Upload-Complete: ?1", "--header", "Content-Type: video/webm", "--data-binary", "@\(path)", url,
        ])
        #expect(run.code == 0, "\(run)")
        let replies = run.errors.filter { $0.hasPrefix("< HTTP/1.1 ") }.map { $0.dropFirst(11).prefix(3) }
        #expect(replies.first == "104" && replies.last == "201" && replies.contains("100"), "\(run)")
        #expect(run.errors.contains { $0.hasPrefix("< Upload-Offset: ") }, "\(run)")
        let object = try #require(try road.receiver.objects().first)
        #expect(object.sha256 == (try Hash.hex(file: path)))
    }

    @Test("send over RUFH: after kill -9 it goes on at the server's offset, as one object")
    func resumableAfterKill() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("answer.webm", bytes: 700_000, seed: 7)
        let url = road.receiver.url.replacing("/files/", with: "/rufh/")
        let arguments = [
            "send", path, "--to", "rufh+\(url)", "--state", road.state, "--preset", "none", "--progress", "json",
            "--chunk-size", "50k",
        ]
        let command = try Command.start(arguments + ["--limit-rate", "30k"])
        _ = try await command.line("the fourth chunk") {
            $0.contains("chunk.acknowledged") && $0.contains("\"index\":3,")
        }
        command.signal(SIGKILL)
        _ = try await command.ended()
        let second = try await Command.run(arguments)
        #expect(second.code == 0, "\(second)")
        let receipt = try #require(try second.events().named("job.delivered").first?["receipt"])
        #expect((receipt["transfer.resumedFromBytes"]?.integer ?? 0) >= 200_000)
        #expect((receipt["transfer.bytesResent"]?.integer ?? .max) <= 50_000)
        #expect(receipt["destination.dialect"]?.text == "rufh" && receipt["destination.checked"]?.text == "checksum")
        try road.expectOneObject(of: path)
    }

    @Test(
        "curl -T puts a file without waiting for permission that never comes", .enabled(if: Curl.path != nil, "no curl")
    )
    func curlPut() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a b.webm", bytes: 3_000_000, seed: 3)
        let base = road.receiver.url.replacing("/files/", with: "/put/")
        let run = try await Curl.run(["--fail", "--verbose", "--upload-file", path, base + "named.webm"])
        #expect(run.code == 0, "\(run)")
        // curl waits a second for this reply, then sends all the same: without it every upload is a second late.
        #expect(run.errors.contains { $0.hasPrefix("< HTTP/1.1 100") }, "\(run)")
        let object = try #require(try road.receiver.objects().first)
        #expect(object.sha256 == (try Hash.hex(file: path)))
        #expect(object.fileName == "named.webm")
    }
}
