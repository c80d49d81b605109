import FerryCore
import FerryTesting
import FerryUploadProtocols
import Testing

@testable import FerryPipeline

/// A scripted tus server that joins partial uploads, and a pipeline that may use several slots for one object.
struct JoiningRoad {
    let road: TestRoad

    /// How a server joins.
    enum Server: CaseIterable {
        case tusd, receiver, all

        var features: TusFeatures {
            var features = self == .tusd ? TusFeatures.tusd : .all
            features.joinsOnce = self == .receiver
            return features
        }
    }

    static func walk(
        _ server: Server = .tusd, _ plan: FaultPlan = FaultPlan(), clock: ManualClock = .holdingHeartbeats(),
        _ body: (JoiningRoad) async throws -> Void
    ) async throws {
        let store = TusStore(features: server.features) { bytes in
            Digests.digest("sha256", of: bytes).map { "sha-256=:\(Digests.base64($0)):" }
        }
        try await TestRoad.walk(server: FaultServer(store, plan: plan), clock: clock) {
            try await body(JoiningRoad(road: $0))
        }
    }

    func send(
        _ bytes: [UInt8], slots: Int = 2, retries: Int = 4, concatenates: Bool = true
    ) async throws -> Result<Receipt, FerryError> {
        let pipeline = try road.pipeline { parts in
            parts.send.slots = slots
            parts.send.retry = RetryPolicy(maxRetries: retries)
            parts.send.concatenates = concatenates
        }
        let result = await outcome(try await pipeline.submit(try road.file(bytes)))
        await pipeline.shutdown()
        return result
    }

    /// Methods of all requests, with what is joined told apart.
    var calls: [String] { road.server.requests.map(\.method) }

    func count(_ method: String) -> Int { calls.count { $0 == method } }

    /// What holds on every road that ends well.
    func expectDelivered(_ bytes: [UInt8], slots: Int = 2) {
        expectOneObject(bytes)
        road.expectGoodManners(slots: slots)
    }

    /// What holds also after several runs.
    func expectOneObject(_ bytes: [UInt8]) {
        #expect(road.server.objects.map(\.bytes) == [bytes])
        #expect(road.server.unfinishedUploads == 0 && partialUploads == 0 && road.server.violations.isEmpty)
    }

    /// Partial uploads that stand at the server, whole or not.
    var partialUploads: Int { road.server.withStorage(TusStore.self) { $0.partialUploads } ?? -1 }
}
