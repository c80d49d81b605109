import FerryReceiver
import FerryTesting
import Foundation
import MediaFerry
import Testing

/// The whole road over RUFH, from the library to a receiver of this process.
@Suite(.timeLimit(.minutes(1))) struct RufhRoadTests {
    private static let bytes: [UInt8] = {
        var random = SeededRandom(seed: 8)
        return (0..<200_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }()

    private struct Road {
        var ferry: Ferry
        var path: String

        func source(_ bytes: [UInt8], _ name: String = "answer.webm") throws -> FerrySource {
            try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
            return .file(path: "\(path)/\(name)")
        }

        /// The contents of all finished objects at the receiver.
        func objects() throws -> [[UInt8]] {
            let ids = try FileManager.default.contentsOfDirectory(atPath: "\(path)/root")
            return try ids.map { [UInt8](try Data(contentsOf: URL(filePath: "\(path)/root/\($0)/content"))) }
        }
    }

    private func walk(
        _ change: (inout ReceiverConfiguration) -> Void = { _ in },
        _ body: (Road) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("mediaferry-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var receiving = ReceiverConfiguration(root: "\(path)/root")
        change(&receiving)
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        let receiver = Task { [receiving] in
            try await Receiver(configuration: receiving).run { _, port in ready.yield(port) }
        }
        var found = ports.makeAsyncIterator()
        let port = try #require(await found.next())
        var configuration = FerryConfiguration(
            destination: "rufh+http://127.0.0.1:\(port)/rufh/", stateDirectory: "\(path)/state")
        configuration.preset = .none
        configuration.send.chunkBytes = 30_000
        let ferry = try await Ferry(configuration)
        try await body(Road(ferry: ferry, path: path))
        await ferry.shutdown()
        receiver.cancel()
        try? await receiver.value
    }

    @Test(
        "objects of every length around a chunk arrive and are proven by their hash",
        arguments: [1, 29_999, 30_000, 30_001, 200_000])
    func lengths(count: Int) async throws {
        try await walk { road in
            let bytes = Array(Self.bytes[..<count])
            let receipt = try await road.ferry.submit(road.source(bytes)).receipt()
            #expect(receipt.destination.dialect == "rufh" && receipt.destination.checked == .checksum)
            #expect(receipt.transfer.bytesResent == 0)
            #expect(try road.objects() == [bytes])
            let found = try await ReceiptVerifier().verify(receipt, readsContent: true)
            #expect(found.result == .ok && found.checked == .content)
        }
    }

    @Test("the server's limits are obeyed whatever was asked for")
    func limits() async throws {
        try await walk {
            $0.maxAppendBytes = 7000
            $0.minAppendBytes = 1000
        } _: { road in
            let receipt = try await road.ferry.submit(road.source(Self.bytes)).receipt()
            #expect(receipt.transfer.chunkBytes == 7000 && receipt.transfer.retries.isEmpty)
            #expect(try road.objects() == [Self.bytes])
        }
    }

    @Test("an object that is too large for the server is refused before a byte is sent")
    func tooLarge() async throws {
        try await walk {
            $0.maxUploadBytes = 100_000
        } _: { road in
            let submission = try await road.ferry.submit(road.source(Self.bytes))
            let error = await #expect(throws: FerryError.self) { _ = try await submission.receipt() }
            #expect(error?.code == .destinationTooLarge)
            #expect(try road.objects().isEmpty)
        }
    }

    @Test("the same source again is the same object")
    func reused() async throws {
        try await walk { road in
            let first = try await road.ferry.submit(road.source(Self.bytes)).receipt()
            let second = try await road.ferry.submit(road.source(Self.bytes)).receipt()
            #expect(!first.reused && second.reused && first.destination.location == second.destination.location)
            #expect(try road.objects().count == 1)
        }
    }
}
