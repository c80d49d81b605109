import FerryCore
import FerryTesting
import Synchronization
import Testing

@testable import FerryPipeline

@Suite("Watching and steering from outside", .timeLimit(.minutes(2))) struct JobControlTests {
    private static let bytes = content(5000, seed: 5)
    private static let stalled = FaultPlan().on("PATCH", 2, .stall(afterBodyBytes: 0))

    /// A job that failed after its second chunk, and its pipeline is no more.
    private func failed(on road: TestRoad, _ source: FerrySource) async throws -> JobID {
        let pipeline = try road.pipeline()
        let submission = try await pipeline.submit(source)
        #expect(failure(await outcome(submission)) != nil)
        await pipeline.shutdown()
        return submission.id
    }

    @Test("a failed job that is retried waits to be taken up, and the same source goes on with it")
    func retry() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 3, .status(403))) { road in
            let source = try road.file(Self.bytes)
            let id = try await failed(on: road, source)
            #expect(try await road.control().ask(.retry, of: id) == .changed)
            let standing = try #require(try await road.store.standing(id))
            #expect(standing.job.state == .accepted && standing.job.error == nil && standing.lease == nil)
            let pipeline = try road.pipeline { $0.recorders = [] }
            let again = try await pipeline.submit(source)
            #expect(again.id == id)
            #expect(try await again.receipt().transfer.resumedFromBytes == 3000)
            await pipeline.shutdown()
        }
    }

    @Test("moves change the record of a job that nobody runs; a cancelled one leaves no files")
    func changes() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 3, .status(403))) { road in
            let id = try await failed(
                on: road, .dataURI("data:video/webm,\(String(repeating: "x", count: 5000))"))
            let control = try road.control()
            for (move, state) in [(JobMove.retry, JobState.accepted), (.pause, .paused), (.resume, .accepted)] {
                #expect(try await control.ask(move, of: id) == .changed)
                #expect(try await road.store.job(id)?.state == state)
                #expect(try await control.ask(move, of: id) == .alreadySo)
            }
            #expect(road.scratch.names("state/spool").count == 1)
            #expect(try await control.ask(.cancel, of: id) == .changed)
            let job = try #require(try await road.store.job(id))
            #expect(job.state == .cancelled && job.error?.code == .cancelled && job.upload != nil)
            #expect(road.scratch.names("state/spool") == [] && road.scratch.names("state/journal") == [])
            let error = await #expect(throws: FerryError.self) { try await control.ask(.resume, of: id) }
            #expect(error?.code == .destinationConflict)
            #expect(road.scratch.names("state/holders") == [])
        }
    }

    @Test("a job whose process died is changed at once, while its lease still runs")
    func dead() async throws {
        try await TestRoad.walk { road in
            let image = CrashImage(atEvent: 8)
            try await image.run(try road.file(Self.bytes), on: road)
            let store = try #require(image.store)
            let id = try #require(try await store.jobs(in: Set(JobState.allCases), limit: 9).first?.id)
            let control = try road.control(CrashImage.folder, store: store)
            #expect(try await control.ask(.pause, of: id) == .changed)
            #expect(try await store.job(id)?.state == .paused)
        }
    }

    @Test("what is not there is named")
    func unknown() async throws {
        try await TestRoad.walk { road in
            let control = try road.control()
            let id = JobID(rawValue: "nosuchjob")
            for move in JobMove.allCases {
                let error = await #expect(throws: FerryError.self) { try await control.ask(move, of: id) }
                #expect(error?.code == .sourceNotFound && error?.input == "nosuchjob")
            }
            await #expect(throws: FerryError.self) { _ = try await control.job(id) }
            #expect(try await control.jobs(in: Set(JobState.allCases), limit: 10) == [])
        }
    }

    @Test("lists say what the running process knows, and what is stored once it is gone")
    func live() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 5, .stall(afterBodyBytes: 0))) { road in
            let pipeline = try road.pipeline { $0.send.chunkBytes = 20 }
            let submission = try await pipeline.submit(try road.file(content(2000, seed: 3)))
            try await road.server.waitForRequest { $0.uploadOffset == 100 }
            await road.attend()
            let control = try road.control()
            let running = try #require(try await control.jobs(in: Set(JobState.allCases), limit: 10).first)
            #expect(running.isRunning && running.state == .uploading && running.jobId == submission.id)
            #expect(running.acknowledgedBytes == 100 && running.totalBytes == 2000 && running.percent == 5)
            #expect(try await road.store.job(submission.id)?.acknowledgedBytes == 0, "no milestone was passed yet")
            #expect(try await control.jobs(in: [.queued], limit: 10) == [])
            await pipeline.shutdown()
            #expect(road.scratch.names("state/control") == [])
            let stopped = try await control.job(submission.id)
            #expect(!stopped.summary.isRunning && stopped.summary.state == .paused && stopped.receipt == nil)
        }
    }

    @Test("a limit reaches every process that runs jobs now, and none that starts later")
    func limit() async throws {
        try await TestRoad.walk(Self.stalled) { road in
            let (limits, later) = (LimitWitness(road.transport), LimitWitness(road.transport))
            let pipeline = try road.pipeline { $0.transport = limits }
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            await road.attend()
            let control = try road.control()
            #expect(try await road.setSendRateLimit(5000, by: control) == (1, 0))
            #expect(try await road.setSendRateLimit(nil, by: control) == (1, 0))
            #expect(limits.set == [5000, nil])
            road.server.release()
            _ = try await submission.receipt()
            await pipeline.shutdown()
            let next = try road.pipeline { parts in
                parts.transport = later
                parts.recorders = []
            }
            _ = try await next.submit(try road.file(content(2000), "next.webm")).receipt()
            #expect(later.set == [])
            await next.shutdown()
            let none = try await control.setSendRateLimit(1)
            #expect(none == (0, 0))
        }
    }
}

/// A transport that notes which limits were set.
private final class LimitWitness: HTTPTransport {
    private let transport: any HTTPTransport
    private let limits = Mutex<[Int64?]>([])

    init(_ transport: any HTTPTransport) { self.transport = transport }

    var set: [Int64?] { limits.withLock { $0 } }

    func send(
        _ request: HTTPTransferRequest, observe: @escaping @Sendable (HTTPTransferObservation) -> Void
    ) async throws(HTTPTransferFailure) -> HTTPTransferResponse {
        try await transport.send(request, observe: observe)
    }

    func setSendRateLimit(_ bytesPerSecond: Int64?) { limits.withLock { $0.append(bytesPerSecond) } }
}
