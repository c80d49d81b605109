import FerryCore
import FerryTesting
import FerryUploadProtocols
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct PartsResumeTests {
    private static let bytes = content(7500, seed: 5)

    /// Every part after the third is refused.
    private static let failing = FaultPlan { request in
        request.method == "PUT" && ["4", "5", "6", "7", "8"].contains { request.path.contains("partNumber=\($0)&") }
            ? .status(503) : nil
    }

    @Test(
        "an upload of an earlier run goes on with the parts that hold our bytes",
        arguments: [(.automatic, []), (.crc32c, []), (.none, []), (.automatic, ["clone"])]
            as [(S3Dialect.ChecksumChoice, [String])])
    func resumed(choice: S3Dialect.ChecksumChoice, kind: [String]) async throws {
        let change: (inout S3Features) -> Void = { if !kind.isEmpty { $0.checksums = [] } }
        try await S3Road.walk(Self.failing, change) { s3 in
            #expect(failure(try await s3.send(Self.bytes, choice, retries: 1))?.code == .destinationServerError)
            #expect(s3.road.server.unfinishedUploads == 1)
            s3.road.server.setPlan(FaultPlan())
            let before = s3.partRequests
            let receipt = try await s3.send(Self.bytes, choice).get()
            s3.expectDelivered(Self.bytes)
            #expect(s3.partRequests - before == 5 && receipt.transfer.resumedFromBytes == 3000)
            #expect(receipt.transfer.freshStarts == 0 && receipt.transfer.bytesAcknowledged == 7500)
        }
    }

    @Test("listings are read page by page")
    func pages() async throws {
        let change: (inout S3Features) -> Void = { $0.pageSize = 1 }
        try await S3Road.walk(Self.failing, change) { s3 in
            _ = try await s3.send(Self.bytes, retries: 1)
            s3.road.server.setPlan(FaultPlan())
            let receipt = try await s3.send(Self.bytes).get()
            s3.expectDelivered(Self.bytes)
            #expect(receipt.transfer.resumedFromBytes == 3000)
        }
    }

    @Test("a listed part that a liar has made longer is sent again")
    func lie() async throws {
        try await S3Road.walk(Self.failing) { s3 in
            _ = try await s3.send(Self.bytes, retries: 1)
            s3.road.server.setPlan(
                FaultPlan().adding(.init(method: "GET", occurrence: 1, pathPart: "uploadId", fault: .lengthOff(by: 7))))
            let receipt = try await s3.send(Self.bytes).get()
            s3.expectDelivered(Self.bytes)
            #expect(receipt.transfer.resumedFromBytes == 2000)
        }
    }

    @Test("an object that was made and whose job did not hear of it is found")
    func completed() async throws {
        let plan = FaultPlan { request in
            request.method == "POST" && request.path.contains("uploadId")
                ? .lostReply
                : request.method == "HEAD" && request.began > 5 ? .status(500) : nil
        }
        try await S3Road.walk(plan) { s3 in
            #expect(failure(try await s3.send(Self.bytes, retries: 1)) != nil)
            s3.road.server.setPlan(FaultPlan())
            let before = s3.partRequests
            let receipt = try await s3.send(Self.bytes).get()
            s3.expectDelivered(Self.bytes)
            #expect(s3.partRequests == before && receipt.destination.checked == .checksum)
        }
    }

    @Test("a delivered object is checked and not sent again")
    func reused() async throws {
        try await S3Road.walk { s3 in
            _ = try await s3.send(Self.bytes).get()
            let before = s3.calls.count
            let receipt = try await s3.send(Self.bytes).get()
            #expect(receipt.reused && receipt.destination.checked == .checksum)
            #expect(s3.calls.count - before == 1)
        }
    }
}
