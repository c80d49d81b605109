import FerryCore
import FerryTesting
import Foundation
import Synchronization
import Testing

@testable import FerryPipeline

/// Every dialect, with a source that changes between two requests: named, never spliced.
@Suite(.timeLimit(.minutes(5))) struct SourceChangeMatrixTests {
    /// Runs a source until a request with bytes was refused for now, changes the file, and lets the run go on.
    private func change(
        _ dialect: MatrixDialect, _ source: (TestRoad, [UInt8]) throws -> FerrySource,
        _ make: (TestRoad) throws -> Void, then body: (TestRoad, Submission, JobPipeline) async throws -> Void
    ) async throws {
        let isHolding = Atomic<Bool>(true)
        let clock = ManualClock.holdingHeartbeats { _ in isHolding.exchange(false, ordering: .relaxed) }
        let server = FaultServer(dialect.storage(), now: { clock.now() })
        try await TestRoad.walk(server: server, clock: clock) { road in
            road.server.setPlan(dialect.refusingOnce)
            let parts = try dialect.parts(
                .init(endpoint: road.endpoint, road: road, limits: TransferLimits()))
            let pipeline = try JobPipeline(parts)
            let submission = try await pipeline.submit(try source(road, content(dialect.objectBytes, seed: 5)))
            await clock.waitForWait { $0 != Workshop.heartbeatSeconds && $0 != Workshop.attendanceSeconds }
            try make(road)
            clock.release()
            try await body(road, submission, pipeline)
            await pipeline.shutdown()
        }
    }

    @Test(
        "a source that is read in place and changes is named, and no object is made of it",
        arguments: MatrixDialect.all, SourceChange.allCases)
    func inPlace(_ dialect: MatrixDialect, _ how: SourceChange) async throws {
        try await change(
            dialect, { try $0.file($1) }, { try how.make($0.scratch.path("answer.webm")) },
            then: { road, submission, pipeline in
                let error = failure(await outcome(submission))
                #expect(error?.code == .sourceChanged)
                #expect(error?.input == road.scratch.path("answer.webm"))
                #expect(road.server.objects.isEmpty)
                guard how != .removed else { return }
                let path = road.scratch.path("answer.webm")
                let changed = try Array(Data(contentsOf: URL(filePath: path)))
                let receipt = try await pipeline.submit(.file(path: path)).receipt()
                #expect(receipt.source.sha256 == sha256(changed))
                #expect(road.server.objects.map(\.bytes) == [changed])
            })
    }

    @Test(
        "bytes in the spool that somebody changes are named, and no object is made of them",
        arguments: MatrixDialect.all, SourceChange.allCases.filter { ![.replaced, .removed].contains($0) })
    func inSpool(_ dialect: MatrixDialect, _ how: SourceChange) async throws {
        let source = { (road: TestRoad, bytes: [UInt8]) in
            FerrySource.dataURI("data:application/octet-stream;base64," + Data(bytes).base64EncodedString())
        }
        try await change(
            dialect, source, { try how.make($0.spoolFile) },
            then: { road, submission, _ in
                #expect(failure(await outcome(submission))?.code == .sourceChanged)
                #expect(road.server.objects.isEmpty)
            })
    }

    @Test(
        "bytes in the spool that lose their name are sent to their end all the same, for the open file is theirs",
        arguments: MatrixDialect.all, [SourceChange.replaced, .removed])
    func nameless(_ dialect: MatrixDialect, _ how: SourceChange) async throws {
        let source = { (road: TestRoad, bytes: [UInt8]) in
            FerrySource.dataURI("data:application/octet-stream;base64," + Data(bytes).base64EncodedString())
        }
        try await change(
            dialect, source, { try how.make($0.spoolFile) },
            then: { road, submission, _ in
                _ = try await submission.receipt()
                #expect(road.server.objects.map(\.bytes) == [content(dialect.objectBytes, seed: 5)])
            })
    }
}

extension MatrixDialect {
    /// 503 for one request with bytes: the second where an object takes several, else the first.
    fileprivate var refusingOnce: FaultPlan {
        let wanted = sentBeforeStop > 0 ? 2 : 1
        let seen = RequestCount()
        return FaultPlan { request in
            role(request) == .send && seen.next() == wanted ? .status(503) : nil
        }
    }
}

extension TestRoad {
    /// The only file in the spool.
    fileprivate var spoolFile: String {
        scratch.path("state/spool/\(scratch.names("state/spool").first ?? "none")")
    }
}
