import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct PartsRoadTests {
    private static let bytes = content(5500, seed: 5)

    @Test("a small object goes whole, with its checksum, and is proved by the reply")
    func whole() async throws {
        try await S3Road.walk { s3 in
            let bytes = content(700)
            let receipt = try await s3.send(bytes).get()
            s3.expectDelivered(bytes)
            #expect(s3.calls == ["HEAD", "PUT"])
            #expect(receipt.destination.location == "s3://bucket/in/answer.webm")
            #expect(receipt.destination.endpoint?.hasSuffix("/bucket/") == true)
            #expect(receipt.destination.remoteChecksum?.algorithm == "crc64nvme")
            #expect(receipt.transfer.attempts == 1 && receipt.transfer.bytesSent == 700)
        }
    }

    @Test(
        "a large object goes in parts and is proved by its checksum, whichever is asked for",
        arguments: [(.automatic, "crc64nvme"), (.crc32c, "crc32c"), (.md5, "etag"), (.none, "etag")]
            as [(S3Dialect.ChecksumChoice, String)])
    func parts(choice: S3Dialect.ChecksumChoice, algorithm: String) async throws {
        try await S3Road.walk { s3 in
            let receipt = try await s3.send(Self.bytes, choice).get()
            s3.expectDelivered(Self.bytes)
            #expect(s3.partRequests == 6 && s3.calls.first == "HEAD" && s3.calls.last == "HEAD")
            #expect(receipt.destination.checked == .checksum)
            #expect(receipt.destination.remoteChecksum?.algorithm == algorithm)
            #expect(receipt.transfer.chunkCount == 6 && receipt.transfer.bytesResent == 0)
            #expect(receipt.transfer.bytesAcknowledged == 5500 && receipt.transfer.bytesSent == 5500)
            #expect(receipt.transfer.requests == s3.calls.count && receipt.transfer.attempts == 6)
        }
    }

    @Test("an upload that could not be given up is remembered")
    func lostAbort() async throws {
        let plan = FaultPlan().on("PUT", 1, .status(400, body: "<Error><Code>InvalidDigest</Code></Error>"))
            .on("DELETE", 1, .lostReply)
        try await S3Road.walk(plan) { s3 in
            _ = try await s3.send(Self.bytes).get()
            let jobs = try await s3.road.store.latestJobs(in: Set(JobState.allCases), limit: 10)
            #expect(jobs.first?.abandoned?.isEmpty == false)
        }
    }

    @Test("as many parts go at once as there are slots, and no more", arguments: [1, 2, 4])
    func slots(slots: Int) async throws {
        let slow = FaultPlan { request in
            request.path.contains("partNumber") ? .slowBody(bytes: 500, everySeconds: 0.02) : nil
        }
        try await S3Road.walk(slow) { s3 in
            _ = try await s3.send(content(12_000), slots: slots).get()
            #expect(s3.road.server.mostConcurrentBodies <= slots)
            if slots > 1 { #expect(s3.road.server.mostConcurrentBodies > 1) }
        }
    }

    @Test("a clone that knows neither checksums nor conditions gets the object all the same")
    func clone() async throws {
        let change: (inout S3Features) -> Void = { features in
            features.checksums = []
            features.obeysIfNoneMatch = false
        }
        try await S3Road.walk(FaultPlan(), change) { s3 in
            for (name, bytes) in [("a.webm", Self.bytes), ("b.webm", content(300))] {
                let receipt = try await s3.send(bytes, name: name).get()
                #expect(receipt.destination.checked == .checksum)
            }
            #expect(s3.road.server.objects.map(\.bytes) == [Self.bytes, content(300)])
        }
    }

    @Test("a part whose reply was lost is asked about and not sent again")
    func lostPart() async throws {
        let plan = FaultPlan().adding(.init(method: "PUT", occurrence: 2, pathPart: "partNumber", fault: .lostReply))
        try await S3Road.walk(plan) { s3 in
            let receipt = try await s3.send(Self.bytes).get()
            s3.expectDelivered(Self.bytes)
            #expect(s3.partRequests == 6 && receipt.transfer.bytesResent == 0)
            #expect(receipt.transfer.retries == [.reset: 1] && receipt.transfer.bytesSent == 5500)
        }
    }

    @Test("a part that broke off is sent again")
    func brokenPart() async throws {
        let plan = FaultPlan().adding(
            .init(method: "PUT", occurrence: 2, pathPart: "partNumber", fault: .reset(afterBodyBytes: 300)))
        try await S3Road.walk(plan) { s3 in
            let receipt = try await s3.send(Self.bytes).get()
            s3.expectDelivered(Self.bytes)
            #expect(s3.partRequests == 7 && receipt.transfer.retries.values.reduce(0, +) == 1)
        }
    }

    @Test("a corrupted part is refused by the storage and sent again", arguments: [0, 999] as [Int64])
    func corrupted(at place: Int64) async throws {
        let plan = FaultPlan().adding(
            .init(method: "PUT", occurrence: 2, pathPart: "partNumber", fault: .corruptedBody(at: place)))
        try await S3Road.walk(plan) { s3 in
            let receipt = try await s3.send(Self.bytes).get()
            s3.expectDelivered(Self.bytes)
            #expect(receipt.transfer.retries == [.checksum: 1] && receipt.transfer.bytesResent == 1000)
        }
    }

    @Test(
        "a reply to the end of an upload that is lost, cut or an error under 200 is found out by asking",
        arguments: [
            .lostReply, .truncatedReply, .garbageReply, .status(500), .status(503),
            .status(200, body: "<Error><Code>InternalError</Code></Error>"), .status(200, body: "   "),
            .withField(.contentType, "text/html"),
        ] as [Fault])
    func lostComplete(fault: Fault) async throws {
        let plan = FaultPlan().adding(.init(method: "POST", occurrence: 1, pathPart: "uploadId", fault: fault))
        try await S3Road.walk(plan) { s3 in
            let receipt = try await s3.send(Self.bytes).get()
            s3.expectDelivered(Self.bytes)
            #expect(s3.partRequests == 6 && receipt.transfer.freshStarts == 0)
        }
    }

    @Test("a reply to a whole object that is lost is found out by asking", arguments: [Fault.lostReply, .status(500)])
    func lostStore(fault: Fault) async throws {
        try await S3Road.walk(FaultPlan().on("PUT", 1, fault)) { s3 in
            let bytes = content(900)
            _ = try await s3.send(bytes).get()
            s3.expectDelivered(bytes)
            #expect(s3.calls.count { $0 == "PUT" } == (fault == .lostReply ? 1 : 2))
        }
    }

    @Test("an upload that is gone is begun anew once")
    func gone() async throws {
        let plan = FaultPlan().adding(.init(method: "PUT", occurrence: 3, pathPart: "partNumber", fault: .expired(404)))
        try await S3Road.walk(plan) { s3 in
            let receipt = try await s3.send(Self.bytes).get()
            s3.expectDelivered(Self.bytes)
            #expect(receipt.transfer.freshStarts == 1 && s3.calls.count { $0 == "POST begin" } == 2)
        }
    }

    @Test("another source's object stays, its own is replaced on request", arguments: [300, 5500])
    func names(count: Int) async throws {
        try await S3Road.walk { s3 in
            _ = try await s3.send(content(count, seed: 8)).get()
            let error = failure(try await s3.send(content(count, seed: 9)))
            #expect(error?.code == .destinationConflict)
            s3.expectDelivered(content(count, seed: 8))
            _ = try await s3.send(content(count, seed: 9), overwrites: true).get()
            s3.expectDelivered(content(count, seed: 9))
        }
    }
}
