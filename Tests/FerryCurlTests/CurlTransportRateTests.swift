import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryCurl

@Suite(.timeLimit(.minutes(2))) struct CurlTransportRateTests {
    @Test("a limited body goes on at full speed once the limit is lifted")
    func lifted() async throws {
        try await Road.walk(configuration: .init(sendRateLimit: 100_000)) { road in
            let body = PatternBody(20_000_000)
            async let reply = road.reply(road.request(.put, "/put/a", body: body))
            let early = try await road.server.waitForRequest { $0.bodyBytes > 0 }
            #expect(early.bodyBytes <= 20_000)
            road.transport.setSendRateLimit(nil)
            #expect(try await reply.head.status == .created)
        }
    }

    @Test("a request under way is slowed down and sped up within a second, as often as the limit changes")
    func changed() async throws {
        try await Road.walk { road in
            let observations = Observations()
            road.transport.setSendRateLimit(2_000_000)
            let task = Task {
                await road.outcome(
                    road.request(.put, "/put/a", body: PatternBody(60_000_000)), observe: observations.note)
            }
            try await road.server.waitForRequest { $0.bodyBytes > 500_000 }
            road.transport.setSendRateLimit(200_000)
            let slow = try await seconds(until: 400_000, of: road, sent: observations)
            #expect(slow > 1, "400 kB in \(slow) s after the limit fell from 2 MB/s to 200 kB/s")
            road.transport.setSendRateLimit(8_000_000)
            let quick = try await seconds(until: 2_000_000, of: road, sent: observations)
            #expect(quick < 9, "2 MB in \(quick) s after the limit rose from 200 kB/s to 8 MB/s")
            road.transport.setSendRateLimit(nil)
            #expect(try await task.value.get().head.status == .created)
            #expect(observations.sent == observations.sent.sorted())
        }
    }

    /// The time until so many bytes have come to the server beyond those that had left by now.
    private func seconds(until bytes: Int64, of road: Road, sent: Observations) async throws -> Double {
        let start = ContinuousClock.now
        let goal = (sent.sent.last ?? 0) + bytes
        try await road.server.waitForRequest { $0.bodyBytes >= goal }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    @Test("a body never goes out faster than the limit")
    func limited() async throws {
        try await Road.walk(configuration: .init(sendRateLimit: 400_000)) { road in
            let reply = try await road.reply(road.request(.put, "/put/a", body: PatternBody(200_000)))
            #expect(reply.timings.total >= 0.49)
        }
    }

    @Test("time in which the limit holds the body back is no stall")
    func heldIsNoStall() async throws {
        try await Road.walk(configuration: .init(sendRateLimit: 20_000)) { road in
            let limits = TransferLimits(firstByteTimeout: 5, stallRate: 1_000_000, stallTime: 0.1)
            let reply = try await road.reply(road.request(.put, "/put/a", body: PatternBody(10_000), limits: limits))
            #expect(reply.head.status == .created)
        }
    }

    @Test("a limited body can be cancelled and refused while it is held back")
    func endsWhileHeld() async throws {
        let plan = FaultPlan().on("PUT", 1, .earlyStatus(409, afterBodyBytes: 1))
        try await Road.walk(plan, configuration: .init(sendRateLimit: 1000)) { road in
            let refused = try await road.reply(road.request(.put, "/put/a", body: PatternBody(1_000_000)))
            #expect(refused.head.status == .conflict)
            let task = Task { await road.failure(road.request(.put, "/put/b", body: PatternBody(1_000_000))) }
            try await road.server.waitForRequest { $0.path == "/put/b" && $0.bodyBytes > 0 }
            task.cancel()
            #expect(await task.value?.kind == .cancelled)
        }
    }

    @Test("two bodies share a limit evenly")
    func shared() async throws {
        try await Road.walk(configuration: .init(sendRateLimit: 400_000)) { road in
            async let first = road.reply(road.request(.put, "/put/a", body: PatternBody(100_000)))
            async let second = road.reply(road.request(.put, "/put/b", body: PatternBody(100_000)))
            let seconds = try await [first.timings.total, second.timings.total]
            #expect((seconds.max() ?? 0) >= 0.49)
            #expect((seconds.min() ?? 0) >= 0.4)
        }
    }
}
