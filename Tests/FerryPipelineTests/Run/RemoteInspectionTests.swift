import FerryCore
import FerryTesting
import FerryUploadProtocols
import Foundation
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(1))) struct RemoteInspectionTests {
    private static let bytes = content(5000, seed: 30)

    /// What a server does after the delivery, and what a later look must say of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var plan: FaultPlan
        var readsContent: Bool
        var result: Verification.Result
        var checked: Receipt.Check?
    }

    private static let zeros = "sha-256=:\(Data(repeating: 0, count: 32).base64EncodedString()):"
    private static let truth =
        "sha-256=:\(Data(stride(from: 0, to: 64, by: 2).compactMap { place in UInt8(String(Array(sha256(bytes))[place...place + 1]), radix: 16) }).base64EncodedString()):"

    static let cases: [Case] = [
        Case("nothing", FaultPlan(), false, .ok, .content),
        Case("its own checksum", FaultPlan().on("HEAD", .withField(.reprDigest, truth)), false, .ok, .checksum),
        Case(
            "its own checksum, read back", FaultPlan().on("HEAD", .withField(.reprDigest, truth)), true, .ok, .content),
        Case("another checksum", FaultPlan().on("HEAD", .withField(.reprDigest, zeros)), false, .mismatch, .checksum),
        Case("another length", FaultPlan().on("HEAD", .offsetOff(by: -1)), false, .mismatch, .length),
        Case("no reading back", FaultPlan().on("GET", .status(405)), true, .ok, .length),
        Case("other bytes", FaultPlan().on("GET", .status(200, body: "other")), true, .mismatch, .content),
        Case("a reply cut short", FaultPlan().on("GET", .truncatedReply), true, .unreachable, nil),
        Case("a failing read", FaultPlan().on("GET", .status(503)), true, .unreachable, nil),
        Case("gone", FaultPlan().on("HEAD", .expired(410)), false, .gone, nil),
        Case("no answer", FaultPlan().on("HEAD", .lostReply), false, .unreachable, nil),
    ]

    @Test("a later look says what is there", arguments: cases)
    func look(_ it: Case) async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            road.server.setPlan(it.plan)
            let location = try #require(HTTPLocation(receipt.destination.location))
            let inspection = RemoteInspection(
                transport: road.transport, storage: .inOrder(TusDialect(endpoint: location)), location: location.text,
                limits: TransferLimits(), authorizer: nil)
            let found = await inspection.verify(receipt, readsContent: it.readsContent)
            #expect(found.result == it.result)
            #expect(found.checked == it.checked)
            #expect(found.expected.bytes == 5000 && found.expected.sha256 == sha256(Self.bytes))
            await pipeline.shutdown()
        }
    }
}

extension RemoteInspectionTests.Case {
    fileprivate init(
        _ name: String, _ plan: FaultPlan, _ readsContent: Bool, _ result: Verification.Result,
        _ checked: Receipt.Check?
    ) {
        self.init(testDescription: name, plan: plan, readsContent: readsContent, result: result, checked: checked)
    }
}
