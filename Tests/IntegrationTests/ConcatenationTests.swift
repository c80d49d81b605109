import Foundation
import Testing

@Suite("One file over several slots", .boundedWidth) struct ConcatenationTests {
    @Test("a file that goes as partial uploads becomes one object at the receiver, whose parts are gone")
    func receiver() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("large.bin", bytes: 3_000_000, seed: 4)
        let run = try await road.send([path], ["--concatenate", "--slots", "3", "--chunk-size", "500000"])
        #expect(run.code == 0, "\(run)")
        try road.expectOneObject(of: path)
        let receipt = try #require(try run.events().named("job.delivered").first)
        #expect(receipt["receipt.transfer.chunkCount"]?.integer == 6)
        #expect(receipt["receipt.destination.checked"]?.text == "checksum")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: road.scratch.path("kept")).count { $0 != "lock" } == 1)
    }

    @Test("the same command again finds the object and sends nothing")
    func again() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("large.bin", bytes: 1_200_000, seed: 5)
        for _ in 0..<2 {
            let run = try await road.send([path], ["--concatenate", "--chunk-size", "500000"])
            #expect(run.code == 0, "\(run)")
        }
        try road.expectOneObject(of: path)
    }
}
