import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct JoiningRoadTests {
    private static let bytes = content(5500, seed: 11)

    @Test(
        "one object takes several slots, is joined, proved and leaves no part behind",
        arguments: JoiningRoad.Server.allCases, [2, 4])
    func joined(server: JoiningRoad.Server, slots: Int) async throws {
        try await JoiningRoad.walk(server) { way in
            let receipt = try await way.send(Self.bytes, slots: slots).get()
            way.expectDelivered(Self.bytes, slots: slots)
            #expect(way.count("POST") == 7 && way.count("PATCH") == 6)
            #expect(way.count("DELETE") == (server == .receiver ? 0 : 6))
            #expect(receipt.destination.dialect == "tus" && receipt.destination.checked == .checksum)
            #expect(receipt.transfer.chunkCount == 6 && receipt.transfer.bytesResent == 0)
            way.road.expectTrueNumbers(receipt)
        }
    }

    @Test("as many parts are under way at once as there are slots", arguments: [2, 4])
    func atOnce(slots: Int) async throws {
        let held = FaultPlan { ["/files/u1", "/files/u2"].contains($0.path) ? .stall(afterBodyBytes: 100) : nil }
        try await JoiningRoad.walk(.tusd, held) { way in
            let server = way.road.server
            async let result = way.send(Self.bytes, slots: slots)
            for path in ["/files/u1", "/files/u2"] {
                try await server.waitForRequest { $0.path == path && $0.bodyBytes >= 100 }
            }
            server.setPlan(FaultPlan())
            server.release()
            _ = try await result.get()
            way.expectDelivered(Self.bytes, slots: slots)
            #expect(server.mostConcurrentBodies >= 2)
        }
    }

    @Test(
        "an object goes in order by one slot unless it was asked for, is of use, and the server can",
        arguments: [(2, 5500, false, true), (1, 5500, true, true), (2, 900, true, true), (2, 5500, true, false)])
    func inOrder(slots: Int, length: Int, asked: Bool, can: Bool) async throws {
        let bytes = content(length)
        let plan = can ? FaultPlan() : FaultPlan().on("OPTIONS", .status(404))
        try await JoiningRoad.walk(.tusd, plan) { way in
            _ = try await way.send(bytes, slots: slots, concatenates: asked).get()
            way.expectDelivered(bytes)
            #expect(way.count("POST") == 1 && way.road.server.mostConcurrentBodies == 1)
        }
    }

    @Test("a part that breaks off goes on where its upload stands")
    func brokenOff() async throws {
        try await JoiningRoad.walk(.tusd, FaultPlan().on("PATCH", 2, .reset(afterBodyBytes: 400))) { way in
            let receipt = try await way.send(Self.bytes).get()
            way.expectDelivered(Self.bytes)
            #expect(way.road.server.resentBytes == 0 && way.count("PATCH") == 7)
            #expect(receipt.transfer.bytesSent == 5500 + receipt.transfer.bytesResent)
        }
    }

    /// Faults of single requests, and how many requests with bodies they cost.
    private static let troubles: [(String, FaultPlan)] = [
        ("lost PATCH", FaultPlan().on("PATCH", 3, .lostReply)), ("lost POST", FaultPlan().on("POST", 2, .lostReply)),
        ("503 to POST", FaultPlan().on("POST", 1, .status(503))),
        ("503 to the joining", FaultPlan().on("POST", 7, .status(503))),
        ("423", FaultPlan().on("PATCH", 1, .lockHeld)), ("gone part", FaultPlan().on("PATCH", 4, .expired(404))),
        ("wrong offset", FaultPlan().on("PATCH", 2, .offsetOff(by: -3))),
        ("missing offset", FaultPlan().on("PATCH", 2, .withoutField(.uploadOffset))),
        ("corrupted HEAD", FaultPlan().on("PATCH", 2, .lostReply).on("HEAD", 1, .status(500))),
    ]

    @Test("faults on the way end in one object", arguments: troubles.indices, JoiningRoad.Server.allCases)
    func faults(index: Int, server: JoiningRoad.Server) async throws {
        let (name, plan) = Self.troubles[index]
        try await JoiningRoad.walk(server, plan) { way in
            let result = try await way.send(Self.bytes)
            #expect(way.road.server.objects.map(\.bytes) == [Self.bytes], "\(name): \(result)")
            #expect((try? result.get()) != nil, "\(name)")
            #expect(way.road.server.mostConcurrentBodies <= 2 && way.road.server.violations.isEmpty)
        }
    }

    @Test("a part that arrives with another checksum is sent again")
    func corrupted() async throws {
        try await JoiningRoad.walk(.all, FaultPlan().on("PATCH", 2, .corruptedBody(at: 10))) { way in
            let receipt = try await way.send(Self.bytes).get()
            way.expectDelivered(Self.bytes)
            #expect(receipt.transfer.retries == [.checksum: 1] && receipt.transfer.bytesResent == 1000)
        }
    }

    @Test("what no checksum told on the way is found at the end, and taken away")
    func corruptedSilently() async throws {
        try await JoiningRoad.walk(.tusd, FaultPlan().on("PATCH", 2, .corruptedBody(at: 10))) { way in
            let result = try await way.send(Self.bytes)
            #expect(failure(result)?.code == .verifyChecksum)
            #expect(way.road.server.objects.isEmpty && way.partialUploads == 0)
        }
    }
}
