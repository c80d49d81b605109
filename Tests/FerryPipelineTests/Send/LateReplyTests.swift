import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Synchronization
import Testing

@testable import FerryPipeline

/// Replies that begin much later than the others of their host.
@Suite(.timeLimit(.minutes(2))) struct LateReplyTests {
    /// A link whose host has answered ten requests at once.
    private func link(_ road: TestRoad, firstByte: Double = 60) async throws -> DestinationLink {
        let link = DestinationLink(
            storage: .inOrder(TusDialect(endpoint: road.endpoint)), authorizer: nil, transport: road.transport,
            limits: TransferLimits(firstByteTimeout: firstByte), clock: SystemFerryClock())
        for _ in 0..<10 { _ = try await link.send(road.endpoint.request(.options)) }
        return link
    }

    /// Counts how often a request went out once more.
    private final class Repeats: Sendable {
        let sent = Mutex<[Int64]>([])
        var watch: RequestWatch {
            var watch = RequestWatch()
            watch.repeated = { bytes in self.sent.withLock { $0.append(bytes) } }
            return watch
        }
    }

    @Test("a late reply is asked for again at once, and only within the budget")
    func late() async throws {
        try await TestRoad.walk { road in
            let link = try await link(road)
            road.server.setPlan(FaultPlan().on("OPTIONS", 1, .silence).on("OPTIONS", 3, .delay(seconds: 1.5)))
            let repeats = Repeats()
            let reply = try await link.send(road.endpoint.request(.options), watch: repeats.watch)
            #expect(reply.response.head.status.code < 300)
            #expect(repeats.sent.withLock { $0 } == [0])
            #expect(road.server.requests.count == 12)
            let patient = try await link.send(road.endpoint.request(.options), watch: repeats.watch)
            #expect(patient.response.timings.total >= 1.4, "the one re-send that may be made was used")
            #expect(repeats.sent.withLock { $0.count } == 1)
        }
    }

    @Test("a body that may be sent again is, with its bytes counted")
    func body() async throws {
        try await TestRoad.walk { road in
            let link = try await link(road)
            let bytes = content(5000)
            let reader = try LayoutReader.of(try road.scratch.file("part", bytes), length: 5000)
            let put = { (name: String) in
                HTTPRequest(
                    method: .put, scheme: road.endpoint.scheme, authority: road.endpoint.authority, path: "/\(name)")
            }
            let body = LayoutBody(reader: reader, range: 0..<5000, guardian: nil)
            for number in 0..<10 { _ = try await link.send(put("\(number)"), body: body, isRepeatable: true) }
            road.server.setPlan(FaultPlan().on("PUT", 1, .silence))
            let repeats = Repeats()
            let reply = try await link.send(put("late"), body: body, isRepeatable: true, watch: repeats.watch)
            #expect(reply.response.head.status.code < 300)
            #expect(repeats.sent.withLock { $0 } == [5000])
        }
    }

    @Test("what may not be sent twice waits for the configured limit")
    func unrepeatable() async throws {
        try await TestRoad.walk { road in
            let link = try await link(road, firstByte: 1.6)
            road.server.setPlan(FaultPlan().on("POST", .silence))
            let repeats = Repeats()
            let began = ContinuousClock.now
            await #expect(throws: UploadFailure.self) {
                try await link.send(road.endpoint.request(.post), watch: repeats.watch)
            }
            #expect(ContinuousClock.now - began >= .seconds(1.5))
            #expect(repeats.sent.withLock { $0 }.isEmpty)
        }
    }

    @Test("a configured limit below the adaptive one stands, and ends the request")
    func ceiling() async throws {
        try await TestRoad.walk { road in
            let link = try await link(road, firstByte: 0.3)
            road.server.setPlan(FaultPlan().on("OPTIONS", .silence))
            let repeats = Repeats()
            let failure = await #expect(throws: UploadFailure.self) {
                try await link.send(road.endpoint.request(.options), watch: repeats.watch)
            }
            #expect(failure?.cause == .firstByte)
            #expect(repeats.sent.withLock { $0 }.isEmpty)
            #expect(road.server.requests.count == 11)
        }
    }
}

extension LayoutReader {
    /// Reads a file in place.
    fileprivate static func of(_ path: String, length: Int64) throws -> LayoutReader {
        LayoutReader(
            layout: ObjectLayout(wholeFile: .asset, length: length),
            files: [.asset: SpoolFile(plain: try OwnedFile.open(path, 0))])
    }
}
