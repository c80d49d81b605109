import FerryFFmpeg
import FerryReceiver
import FerryTesting
import Foundation
import MediaFerry
import Testing

@Suite(.timeLimit(.minutes(1))) struct LibraryTests {
    private static let bytes: [UInt8] = {
        var random = SeededRandom(seed: 5)
        return (0..<200_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }()

    /// Runs a test body with a receiver of this process and a ferry to it.
    private func walk(
        _ change: (inout FerryConfiguration) -> Void = { _ in }, _ body: (Ferry, String) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("mediaferry-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let receiver = Task {
            try await Receiver(configuration: ReceiverConfiguration(root: "\(path)/root")).run { _, port in
                ready.yield(port)
            }
        }
        var found = ports.makeAsyncIterator()
        let port = try #require(await found.next())
        var configuration = FerryConfiguration(
            destination: "tus+http://127.0.0.1:\(port)/files/", stateDirectory: "\(path)/state")
        configuration.preset = .none
        configuration.send.chunkBytes = 30_000
        configuration.receiptsDirectory = "\(path)/receipts"
        change(&configuration)
        let ferry = try await Ferry(configuration)
        try await body(ferry, path)
        await ferry.shutdown()
        receiver.cancel()
        try? await receiver.value
    }

    @Test("media is worked on in this process where a program says so, without a worker")
    func inThisProcess() async throws {
        let sample = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/Samples/media"
        try await walk {
            $0.mediaInThisProcess = FFmpegEncoder()
            $0.workerPath = "/nowhere/mediaferry-media-worker"
            $0.preset = .copy
        } _: { ferry, _ in
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: sample).sorted().first { $0.hasSuffix(".webm") })
            let receipt = try await ferry.submit(.file(path: "\(sample)/\(name)")).receipt()
            #expect(receipt.plan.preset == .copy && receipt.versions.libavformat != nil)
            #expect(receipt.destination.checked == .checksum)
        }
    }

    @Test("a data URI, a file and a sequence of bytes arrive and are proven")
    func sources() async throws {
        try await walk { ferry, path in
            let events = ferry.events()
            let text = Self.bytes.dropLast()
            try Data(Self.bytes).write(to: URL(filePath: "\(path)/answer.webm"))
            let pieces = AsyncStream<[UInt8]> { continuation in
                for start in stride(from: 0, to: 100_000, by: 7000) {
                    continuation.yield(Array(Self.bytes[start..<min(start + 7000, 100_000)]))
                }
                continuation.finish()
            }
            let sources: [FerrySource] = [
                .dataURI("data:video/webm;base64,\(Data(text).base64EncodedString())", name: "spoken"),
                .file(path: "\(path)/answer.webm"), .stream(pieces, name: "live", mediaType: "audio/ogg"),
            ]
            var submissions: [Submission] = []
            for source in sources { submissions.append(try await ferry.submit(source)) }
            for (submission, count) in zip(submissions, [199_999, 200_000, 100_000]) {
                var last: String?
                for await event in submission.events() { last = event.kind.name }
                #expect(last == nil || last == "job.delivered")
                let receipt = try await submission.receipt()
                #expect(receipt.source.bytes == Int64(count) && receipt.jobId == submission.id)
                #expect(receipt.destination.checked == .checksum)
                #expect(try ReceiptFile.read(ReceiptFile.path(of: receipt.jobId, in: "\(path)/receipts")) == receipt)
                for readsContent in [false, true] {
                    let found = try await ReceiptVerifier().verify(receipt, readsContent: readsContent)
                    #expect(found.result == .ok)
                    #expect(found.checked == (readsContent ? .content : .checksum))
                }
            }
            await ferry.shutdown()
            var delivered = 0
            for await event in events where event.kind.name == "job.delivered" { delivered += 1 }
            #expect(delivered == 3)
        }
    }

    @Test("what was handed in twice is delivered once")
    func reused() async throws {
        try await walk { ferry, path in
            try Data(Self.bytes).write(to: URL(filePath: "\(path)/answer.webm"))
            let first = try await ferry.submit(.file(path: "\(path)/answer.webm")).receipt()
            let second = try await ferry.submit(.file(path: "\(path)/answer.webm")).receipt()
            #expect(!first.reused && second.reused && first.jobId == second.jobId)
            let third = try await ferry.submit(.file(path: "\(path)/answer.webm"), again: true).receipt()
            #expect(!third.reused && third.destination.location != first.destination.location)
        }
    }

    @Test("after a stop every job keeps its state")
    func stopped() async throws {
        try await walk { ferry, path in
            try Data(Self.bytes).write(to: URL(filePath: "\(path)/answer.webm"))
            await ferry.stop()
            let submission = try await ferry.submit(.file(path: "\(path)/answer.webm"))
            let error = await #expect(throws: FerryError.self) { _ = try await submission.receipt() }
            #expect(error?.code == .cancelled)
        }
    }
}
