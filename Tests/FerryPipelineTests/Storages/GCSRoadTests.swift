import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct GCSRoadTests {
    @Test("one object, its name looked at first, its CRC32C compared, its session told to nobody")
    func cold() async throws {
        try await GCSRoad.walk { road in
            let receipt = try await road.sendToGCS().get()
            #expect(
                road.exchanges == [
                    "GET 404", "POST 200", "PUT 308", "PUT 308", "PUT 308", "PUT 200", "GET 200",
                ])
            #expect(road.server.objects.map(\.bytes) == [GCSRoad.bytes])
            #expect(road.server.objects.first?.path == "/storage/v1/b/media/o/p%2Fanswer.webm?alt=media")
            let metadata = try #require(road.server.objects.first?.metadata)
            #expect(metadata.contains("\"ferry-source\":\"\(sha256(GCSRoad.bytes))\""))
            #expect(receipt.destination.location == "gs://media/p/answer.webm")
            #expect(receipt.destination.dialect == "gcs" && receipt.destination.checked == .checksum)
            let crc = try #require(Digests.digest("crc32c", of: GCSRoad.bytes))
            #expect(receipt.destination.remoteChecksum == .init(algorithm: "crc32c", value: Digests.hex(crc)))
            #expect(receipt.transfer.requests == 7 && receipt.transfer.attempts == 4)
            #expect(receipt.transfer.bytesResent == 0 && road.server.mostConcurrentBodies == 1)
            let last = try #require(road.server.requests.last { $0.method == "PUT" })
            let field = try #require(HTTPField.Name("x-goog-hash"))
            #expect(last.headerFields[field] == "crc32c=\(Digests.base64(crc))")
            #expect(road.server.violations.isEmpty && road.server.unfinishedUploads == 0)
            try road.expectNoSecrets()
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var plan: FaultPlan
        var retries: [RetryCause: Int] = [:]
        var freshStarts = 0
        var features = GCSFeatures()

        init(
            _ description: String, _ plan: FaultPlan = FaultPlan(), _ retries: [RetryCause: Int] = [:],
            freshStarts: Int = 0, _ change: (inout GCSFeatures) -> Void = { _ in }
        ) {
            (testDescription, self.plan, self.retries, self.freshStarts) = (description, plan, retries, freshStarts)
            change(&features)
        }
    }

    private static let chunk = Int64(GCSRoad.chunk)

    static let survived: [Case] = [
        Case("a body broken off", FaultPlan().on("PUT", 2, .reset(afterBodyBytes: 100_000)), [.reset: 1]),
        Case("a reply to a chunk lost", FaultPlan().on("PUT", 2, .lostReply), [.reset: 1]),
        Case("a 308 without Range, so nothing kept", FaultPlan().on("PUT", 1, .withoutField(.range)), [.offset: 1]),
        Case("a Range that cannot be read", FaultPlan().on("PUT", 2, .withField(.range, "bytes=x")), [.offset: 1]),
        Case("less kept than was sent", FaultPlan().on("PUT", 2, .offsetOff(by: -chunk / 2))),
        Case(
            "a busy service", FaultPlan().on("PUT", 3, .status(503, headerFields: [.retryAfter: "3"])), [.status5xx: 1]),
        Case("a rate limit", FaultPlan().on("PUT", 3, .lockHeld), [.status429: 1]),
        Case("a chunk refused as misplaced", FaultPlan().on("PUT", 3, .status(400)), [.offset: 1]),
        Case("the last reply lost", FaultPlan().on("PUT", 4, .lostReply), [.reset: 1]),
        Case("the last reply cut short", FaultPlan().on("PUT", 4, .truncatedReply), [.reset: 1]),
        Case("a session that expired", FaultPlan().on("PUT", 3, .expired(404)), freshStarts: 1),
        Case("a session that died", FaultPlan().on("PUT", 3, .expired(410)), freshStarts: 1),
        Case("a byte flipped on the way", FaultPlan().on("PUT", 2, .corruptedBody(at: 77)), freshStarts: 1),
        Case("the reply to the creation lost", FaultPlan().on("POST", 1, .lostReply), [.reset: 1]),
        Case("a confirmation that cannot be read", FaultPlan().on("GET", 1, .status(200, body: "<html>")), [.other: 1]),
        Case("a server that hides 308", FaultPlan()) { $0.overridesStatus = true },
        Case("an emulator", FaultPlan()) { $0 = .emulator },
        Case("an emulator that got nothing yet", FaultPlan().on("PUT", 1, .close(afterBodyBytes: 0)), [.reset: 1]) {
            $0 = .emulator
        },
        Case("an emulator that broke off", FaultPlan().on("PUT", 2, .reset(afterBodyBytes: 100_001)), [.reset: 1]) {
            $0 = .emulator
        },
        Case("an emulator whose last reply was lost", FaultPlan().on("PUT", 4, .lostReply), [.reset: 1]) {
            $0 = .emulator
        },
    ]

    @Test("one object, whatever happens on the way", arguments: survived)
    func survives(_ it: Case) async throws {
        try await GCSRoad.walk(it.plan, features: it.features) { road in
            let receipt = try await road.sendToGCS().get()
            #expect(road.server.objects.map(\.bytes) == [GCSRoad.bytes])
            #expect(receipt.transfer.retries == it.retries)
            #expect(receipt.transfer.freshStarts == it.freshStarts)
            #expect(road.server.violations.isEmpty && road.server.mostConcurrentBodies == 1)
            #expect(it.freshStarts > 0 || receipt.transfer.bytesResent <= Self.chunk)
            if !it.features.refusesCancel { #expect(road.server.unfinishedUploads <= (it.retries[.reset] ?? 0)) }
            try road.expectNoSecrets()
        }
    }

    @Test("an object with other bytes is named and taken away")
    func corrupt() async throws {
        var features = GCSFeatures()
        features.comparesHash = false
        try await GCSRoad.walk(FaultPlan().on("PUT", 2, .corruptedBody(at: 77)), features: features) { road in
            let error = try #require(failure(try await road.sendToGCS()))
            #expect(error.code == .verifyChecksum)
            #expect(road.server.objects.isEmpty && road.server.unfinishedUploads == 0)
        }
    }

    @Test("a service that never keeps anything is given up, not fooled")
    func nothingKept() async throws {
        try await GCSRoad.walk(FaultPlan().on("PUT", .withoutField(.range))) { road in
            let error = try #require(failure(try await road.sendToGCS()))
            #expect(error.code == .retryExhausted && road.server.objects.isEmpty)
        }
    }

    @Test("a run that was broken off goes on where the session stands", arguments: [false, true])
    func resumed(isEmulator: Bool) async throws {
        let failing = FaultPlan { $0.method == "PUT" && $0.firstByte >= 2 * Self.chunk ? .status(500) : nil }
        try await GCSRoad.walk(failing, features: isEmulator ? .emulator : GCSFeatures()) { road in
            let code = failure(try await road.sendToGCS())?.code
            #expect(code == .destinationServerError)
            let before = road.server.requests.count
            road.server.setPlan(FaultPlan())
            let receipt = try await road.sendToGCS().get()
            #expect(receipt.transfer.resumedFromBytes == 2 * Self.chunk && receipt.transfer.freshStarts == 0)
            #expect(road.exchanges.dropFirst(before) == ["PUT 308", "PUT 308", "PUT 200", "GET 200"])
            #expect(road.server.objects.map(\.bytes) == [GCSRoad.bytes] && road.server.violations.isEmpty)
            try road.expectNoSecrets()
        }
    }

    @Test("a session that expired between two runs is begun anew, once")
    func expiredBetween() async throws {
        let failing = FaultPlan { $0.method == "PUT" && $0.firstByte >= 2 * Self.chunk ? .status(500) : nil }
        try await GCSRoad.walk(failing) { road in
            _ = try await road.sendToGCS()
            road.server.setPlan(FaultPlan().on("PUT", 1, .expired(404)))
            let receipt = try await road.sendToGCS().get()
            #expect(receipt.transfer.freshStarts == 1 && road.server.objects.map(\.bytes) == [GCSRoad.bytes])
        }
    }
}
