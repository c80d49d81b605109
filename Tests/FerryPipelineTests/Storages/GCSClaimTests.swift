import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

/// Who may write at a name, and with what.
@Suite(.timeLimit(.minutes(2))) struct GCSClaimTests {
    private static let name = "p/answer.webm"

    private func plant(_ road: TestRoad, _ bytes: [UInt8], _ metadata: [String: String] = [:]) {
        _ = road.server.withStorage(GCSStore.self) { $0.plant(Self.name, bytes, metadata: metadata) }
    }

    @Test("somebody else's object stays, and nothing is sent")
    func taken() async throws {
        try await GCSRoad.walk { road in
            plant(road, [1, 2, 3])
            let error = try #require(failure(try await road.sendToGCS()))
            #expect(error.code == .destinationConflict && error.disposition == .giveUp)
            #expect(road.server.objects.map(\.bytes) == [[1, 2, 3]] && road.exchanges == ["GET 200"])
        }
    }

    @Test("the same bytes without a word of whose they are count after their checksum")
    func same() async throws {
        try await GCSRoad.walk { road in
            plant(road, GCSRoad.bytes)
            let receipt = try await road.sendToGCS().get()
            #expect(road.exchanges == ["GET 200", "GET 200"] && receipt.transfer.bytesSent == 0)
            #expect(receipt.destination.remoteChecksum?.algorithm == "md5")
        }
    }

    @Test("other bytes of the same length are somebody's")
    func sameLength() async throws {
        try await GCSRoad.walk { road in
            let other = content(GCSRoad.bytes.count, seed: 41)
            plant(road, other)
            let code = failure(try await road.sendToGCS())?.code
            #expect(code == .destinationConflict)
            #expect(road.server.objects.map(\.bytes) == [other])
        }
    }

    @Test("what was made of the same source is replaced, on the condition that it is still that")
    func replaced() async throws {
        try await GCSRoad.walk { road in
            let marker = ObjectMarker(sourceSHA256: sha256(GCSRoad.bytes), jobTag: "another preset")
            plant(road, [1, 2, 3], marker.metadata)
            _ = try await road.sendToGCS().get()
            #expect(road.server.objects.map(\.bytes) == [GCSRoad.bytes])
            let creation = try #require(road.server.requests.first { $0.method == "POST" })
            #expect(creation.path.hasSuffix("&ifGenerationMatch=1700000000000001"))
        }
    }

    @Test("an object that comes up meanwhile is not replaced")
    func meanwhile() async throws {
        try await GCSRoad.walk(FaultPlan().on("PUT", 4, .stall(afterBodyBytes: 10))) { road in
            async let result = road.sendToGCS()
            try await road.server.waitForRequest { $0.method == "PUT" && $0.firstByte > 0 && $0.bodyBytes == 10 }
            plant(road, [1, 2, 3])
            road.server.release()
            let error = try #require(failure(try await result))
            #expect(error.code == .destinationConflict)
            #expect(road.server.objects.map(\.bytes) == [[1, 2, 3]] && road.server.unfinishedUploads == 0)
        }
    }

    @Test("an object that comes up while a session dies is not replaced by the next session")
    func meanwhileAnew() async throws {
        try await GCSRoad.walk(FaultPlan { $0.method == "PUT" && $0.firstByte > 0 ? .status(500) : nil }) { road in
            _ = try await road.sendToGCS()
            plant(road, [1, 2, 3])
            road.server.setPlan(FaultPlan().on("PUT", 1, .expired(410)))
            let error = try #require(failure(try await road.sendToGCS()))
            #expect(error.code == .destinationConflict)
            #expect(road.server.objects.map(\.bytes) == [[1, 2, 3]] && road.server.unfinishedUploads == 0)
        }
    }

    @Test("a delivered object is found again, by its CRC32C")
    func reused() async throws {
        try await GCSRoad.walk { road in
            let first = try await road.sendToGCS().get()
            let before = road.server.requests.count
            let again = try await road.sendToGCS().get()
            #expect(again.reused && again.jobId == first.jobId && again.destination.checked == .checksum)
            #expect(road.exchanges.dropFirst(before) == ["GET 200"])
        }
    }

    @Test("a later look says what is there")
    func verified() async throws {
        try await GCSRoad.walk { road in
            let receipt = try await road.sendToGCS().get()
            let inspection = RemoteInspection(
                transport: road.transport, storage: road.gcs(), location: receipt.destination.location,
                limits: TransferLimits(), authorizer: nil)
            #expect(await inspection.verify(receipt, readsContent: false).result == .ok)
            let read = await inspection.verify(receipt, readsContent: true)
            #expect(read.result == .ok && read.checked == .content)
            plant(road, content(GCSRoad.bytes.count, seed: 42))
            #expect(await inspection.verify(receipt, readsContent: false).result == .mismatch)
            _ = road.server.withStorage(GCSStore.self) { store in
                store.expire(RequestHead(method: "GET", path: "/storage/v1/b/media/o/p%2Fanswer.webm"), status: 404)
            }
            #expect(await inspection.verify(receipt, readsContent: false).result == .gone)
        }
    }

    @Test("without a token the API refuses; nothing is sent")
    func noToken() async throws {
        var features = GCSFeatures()
        features.tokens = ["SECRET-good"]
        try await GCSRoad.walk(features: features) { road in
            let error = try #require(failure(try await road.sendToGCS()))
            #expect(error.code == .destinationUnauthorized && road.exchanges == ["GET 401"])
        }
    }

    @Test("a token that ran out is renewed, also in the middle of the file")
    func renewed() async throws {
        var features = GCSFeatures()
        features.tokens = ["SECRET-good", "SECRET-better"]
        try await GCSRoad.walk(FaultPlan().on("PUT", 2, .expiredToken), features: features) { road in
            let authorizer = RenewingAuthorizer(
                origin: road.endpoint, tokens: ["SECRET-old", "SECRET-good", "SECRET-better"])
            let receipt = try await road.sendToGCS(authorizer: authorizer).get()
            #expect(receipt.transfer.retries == [.auth: 2] && receipt.transfer.freshStarts == 0)
            #expect(authorizer.asked == road.server.requests.count, "asked as each request leaves")
            #expect(road.server.objects.map(\.bytes) == [GCSRoad.bytes])
            try road.expectNoSecrets()
        }
    }
}
