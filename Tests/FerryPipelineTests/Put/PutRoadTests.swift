import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct PutRoadTests {
    private static let bytes = content(5000, seed: 31)

    private static var telling: PutFeatures {
        var features = PutFeatures()
        features.tellsDigest = true
        return features
    }

    @Test("one PUT, one object, one receipt", arguments: [true, false])
    func delivery(tellsDigest: Bool) async throws {
        try await PutRoad.walk(tellsDigest ? Self.telling : PutFeatures()) { road in
            let pipeline = try road.putPipeline()
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.stored == ["/store/answer.webm": Self.bytes])
            #expect(
                road.lines == [
                    "OPTIONS /store/", "HEAD /store/answer.webm", "PUT /store/answer.webm", "HEAD /store/answer.webm",
                ])
            let put = try #require(road.server.requests.first { $0.method == "PUT" })
            #expect(put.headerFields[.ifNoneMatch] == "*" && put.headerFields[.contentType] == receipt.source.mediaType)
            #expect(receipt.destination.dialect == "put" && receipt.destination.objectName == "answer.webm")
            #expect(receipt.destination.location == road.endpoint.text + "answer.webm")
            #expect(receipt.destination.checked == (tellsDigest ? .checksum : .length))
            #expect(receipt.destination.remoteChecksum?.value == (tellsDigest ? sha256(Self.bytes) : nil))
            #expect(receipt.transfer.chunkCount == 1 && receipt.transfer.chunkBytes == 5000)
            road.expectTrueNumbers(receipt)
            road.expectGoodManners()
            await pipeline.shutdown()
        }
    }

    /// A fault at the first PUT, and the causes and body bytes that it costs.
    struct Case: Sendable, CustomTestStringConvertible {
        var fault: Fault
        var cause: RetryCause
        var resent: Int64
        var limits = TransferLimits()
        var testDescription: String { "\(fault)" }
    }

    private static let short = TransferLimits(firstByteTimeout: 1, stallRate: 1000, stallTime: 1)

    static let faults = [
        Case(fault: .reset(afterBodyBytes: 2000), cause: .reset, resent: 5000),
        Case(fault: .status(503), cause: .status5xx, resent: 5000),
        Case(fault: .status(429), cause: .status429, resent: 5000),
        Case(fault: .lockHeld, cause: .other, resent: 5000),
        Case(fault: .silence, cause: .firstByte, resent: 5000, limits: short),
        Case(fault: .garbageReply, cause: .reset, resent: 5000),
    ]

    @Test("a retry begins the body again, and the receipt says so", arguments: faults, [true, false])
    func retries(_ fault: Case, isWebDAV: Bool) async throws {
        var features = isWebDAV ? PutFeatures.webDAV : PutFeatures()
        features.tellsDigest = false
        try await PutRoad.walk(features, FaultPlan().on("PUT", 1, fault.fault)) { road in
            let pipeline = try road.putPipeline { $0.send.limits = fault.limits }
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.stored == ["/store/answer.webm": Self.bytes])
            #expect(receipt.transfer.attempts == 2)
            let cause: RetryCause = fault.fault == .lockHeld && isWebDAV ? .status423 : fault.cause
            #expect(receipt.transfer.retries == [cause: 1])
            #expect(receipt.transfer.bytesResent <= fault.resent && receipt.transfer.bytesResent > 0)
            #expect(receipt.transfer.bytesSent == 5000 + receipt.transfer.bytesResent)
            road.expectTrueNumbers(receipt)
            road.expectGoodManners()
            await pipeline.shutdown()
        }
    }

    @Test("a reply that was lost after the object stood: the SHA-256 tells, and nothing is sent again")
    func lostReply() async throws {
        try await PutRoad.walk(Self.telling, FaultPlan().on("PUT", 1, .lostReply)) { road in
            let pipeline = try road.putPipeline()
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.count("PUT") == 1 && receipt.transfer.bytesResent == 0)
            #expect(receipt.destination.checked == .checksum)
            await pipeline.shutdown()
        }
    }

    @Test("a byte that changed on the way is an error with both hashes, and the object is deleted")
    func corrupted() async throws {
        try await PutRoad.walk(Self.telling, FaultPlan().on("PUT", 1, .corruptedBody(at: 77))) { road in
            let pipeline = try road.putPipeline()
            let error = failure(await outcome(try await pipeline.submit(try road.file(Self.bytes))))
            #expect(error?.code == .verifyChecksum)
            #expect(error?.message.contains(sha256(Self.bytes)) == true)
            #expect(road.stored.isEmpty)
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.stored == ["/store/answer.webm": Self.bytes] && receipt.transfer.bytesResent == 5000)
            await pipeline.shutdown()
        }
    }

    @Test("a server that knows no conditions gets none", arguments: [405, 501])
    func noConditions(status: Int) async throws {
        let plan = FaultPlan { request in
            request.method == "PUT" && request.headerFields[.ifNoneMatch] != nil ? .status(status) : nil
        }
        try await PutRoad.walk(PutFeatures(), plan) { road in
            let pipeline = try road.putPipeline()
            _ = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.stored == ["/store/answer.webm": Self.bytes] && road.count("PUT") == 2)
            await pipeline.shutdown()
        }
    }

    @Test("a server that takes no HEAD is believed by its 2xx", arguments: [405, 501])
    func noHead(status: Int) async throws {
        try await PutRoad.walk(PutFeatures(), FaultPlan().on("HEAD", .status(status))) { road in
            let pipeline = try road.putPipeline()
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.stored == ["/store/answer.webm": Self.bytes])
            #expect(receipt.destination.checked == .length)
            await pipeline.shutdown()
        }
    }

    @Test("a server that takes no PUT is named, and so is a full one")
    func refused() async throws {
        for (status, code) in [(405, FerryError.Code.destinationWrongProtocol), (507, .destinationTooLarge)] {
            try await PutRoad.walk(PutFeatures(), FaultPlan().on("PUT", .status(status))) { road in
                let pipeline = try road.putPipeline()
                let error = failure(await outcome(try await pipeline.submit(try road.file(Self.bytes))))
                #expect(error?.code == code && error?.status == status)
                await pipeline.shutdown()
            }
        }
    }

    @Test("folders of a name are made before, those of the destination when they are missed")
    func folders() async throws {
        try await PutRoad.walk(.webDAV) { road in
            let template = try ObjectNameTemplate("a/b/{stem}.{ext}")
            let pipeline = try road.putPipeline { $0.send.name = template }
            _ = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            _ = try await pipeline.submit(try road.file(content(10, seed: 2), "other.webm")).receipt()
            #expect(road.count("MKCOL") == 2 && road.count("PUT") == 2)
            await pipeline.shutdown()
            let deep = try road.putPipeline(at: "x/y/", state: "deep")
            let receipt = try await deep.submit(try road.file(Self.bytes)).receipt()
            #expect(receipt.transfer.attempts == 2 && receipt.transfer.retries == [.other: 1])
            #expect(
                Set(road.stored.keys) == [
                    "/store/a/b/answer.webm", "/store/a/b/other.webm", "/store/x/y/answer.webm",
                ])
            await deep.shutdown()
        }
    }

    @Test("a server that fails where a folder is missing, and does not say that it makes them, is asked to once")
    func silentFolders() async throws {
        try await PutRoad.walk(.silentWebDAV) { road in
            let template = try ObjectNameTemplate("a/b/{stem}.{ext}")
            let pipeline = try road.putPipeline { $0.send.name = template }
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(receipt.transfer.attempts == 2 && receipt.transfer.retries == [.status5xx: 1])
            #expect(road.count("MKCOL") == 3 && road.stored == ["/store/a/b/answer.webm": Self.bytes], "\(road.lines)")
            await pipeline.shutdown()
        }
    }

    @Test("a plain server that fails is retried as ever; asking for folders neither helps nor harms")
    func failing() async throws {
        let plan = FaultPlan().on("PUT", 1, .status(500)).on("PUT", 2, .status(500)).on("MKCOL", .status(403))
        try await PutRoad.walk(.init(), plan) { road in
            let pipeline = try road.putPipeline()
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(receipt.transfer.attempts == 3 && receipt.transfer.retries == [.status5xx: 2])
            #expect(road.count("MKCOL") == 1 && road.stored == ["/store/answer.webm": Self.bytes])
            await pipeline.shutdown()
        }
    }

    @Test("a folder that cannot be made is an error after one try, and the reason is that of the folder")
    func noFolder() async throws {
        try await PutRoad.walk(.webDAV, FaultPlan().on("MKCOL", .status(403))) { road in
            let pipeline = try road.putPipeline(at: "x/")
            let error = failure(await outcome(try await pipeline.submit(try road.file(Self.bytes))))
            #expect(error?.code == .destinationUnauthorized && error?.status == 403)
            #expect(road.count("PUT") == 1 && road.stored.isEmpty)
            await pipeline.shutdown()
        }
    }
}
