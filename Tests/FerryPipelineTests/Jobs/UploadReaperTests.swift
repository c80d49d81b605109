import FerryCore
import FerryTesting
import FerryUploadProtocols
import Testing

@testable import FerryPipeline

@Suite("Reaping what is left at destinations", .timeLimit(.minutes(2))) struct UploadReaperTests {
    private static let bytes = content(5000, seed: 5)

    private func reaper(_ road: TestRoad) throws -> UploadReaper {
        let endpoint = road.endpoint
        return UploadReaper(
            state: try StateDirectory(path: road.scratch.path("state")), store: road.store, transport: road.transport,
            clock: road.clock
        ) { _ in .init(storage: .inOrder(TusDialect(endpoint: endpoint)), authorizer: nil) }
    }

    /// A job that failed in the middle, and its pipeline is no more.
    private func fail(_ road: TestRoad) async throws -> JobID {
        let pipeline = try road.pipeline()
        let submission = try await pipeline.submit(try road.file(Self.bytes))
        _ = await outcome(submission)
        await pipeline.shutdown()
        return submission.id
    }

    @Test("nothing is deleted before it is asked for; then the upload is gone and forgotten")
    func deletes() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 3, .status(403))) { road in
            let id = try await fail(road)
            let look = try await reaper(road).run(deletes: false)
            #expect(look.dryRun && look.uploads.map(\.verdict) == [.stands] && !look.hasFault)
            #expect(look.uploads.first?.bytes == 3000 && look.uploads.first?.totalBytes == 5000)
            let url = try #require(try await road.store.job(id)?.upload?.location)
            let shown = try #require(look.uploads.first?.location)
            #expect(!url.hasPrefix(shown) && shown.hasPrefix(road.endpoint.text) && shown.hasSuffix("***"))
            #expect(look.uploads.first?.reason == .failed && look.uploads.first?.jobId == id)
            #expect(road.server.unfinishedUploads == 1)
            #expect(!road.server.requests.contains { $0.method == "DELETE" })
            let reaped = try await reaper(road).run(deletes: true)
            #expect(reaped.uploads.map(\.verdict) == [.deleted] && road.server.unfinishedUploads == 0)
            let standing = try #require(try await road.store.standing(id))
            #expect(standing.job.upload == nil && standing.job.state == .failed && standing.lease == nil)
            #expect(try await reaper(road).run(deletes: true).uploads == [])
            #expect(road.scratch.names("state/holders") == [])
            let pipeline = try road.pipeline { $0.recorders = [] }
            let again = try await pipeline.submit(try road.file(Self.bytes))
            #expect(again.id == id)
            _ = try await again.receipt()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            await pipeline.shutdown()
        }
    }

    @Test("of an object that goes in one PUT nothing is listed")
    func whole() async throws {
        try await PutRoad.walk(.init(), FaultPlan().on("PUT", 1, .status(413))) { road in
            let pipeline = try road.putPipeline()
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            #expect(failure(await outcome(submission))?.code == .destinationTooLarge)
            await pipeline.shutdown()
            #expect(try await road.store.job(submission.id)?.upload?.dialect == "put")
            let report = try await reaper(road).run(deletes: true)
            #expect(report.uploads.isEmpty && !report.hasFault && road.count("DELETE") == 0)
        }
    }

    @Test("what is gone already is forgotten, and what cannot be asked or deleted stays known")
    func answers() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 3, .status(403))) { road in
            let id = try await fail(road)
            for (plan, verdict) in [
                (FaultPlan().on("HEAD", .status(500)), ReapReport.Verdict.unknown),
                (FaultPlan().on("DELETE", .status(403)), .unknown),
                (FaultPlan().on("HEAD", .status(404)), .gone),
            ] {
                #expect(try await road.store.job(id)?.upload != nil)
                road.server.setPlan(plan)
                let report = try await reaper(road).run(deletes: true)
                #expect(report.uploads.map(\.verdict) == [verdict])
                #expect(report.hasFault == (verdict == .unknown))
                #expect((report.uploads.first?.error != nil) == (verdict == .unknown))
            }
            #expect(try await road.store.job(id)?.upload == nil)
        }
    }

    @Test("a whole object stays, also where its job was cancelled")
    func complete() async throws {
        try await TestRoad.walk(FaultPlan().on("HEAD", .status(403))) { road in
            let id = try await fail(road)
            #expect(road.server.objects.count == 1, "it failed when it was compared")
            road.server.setPlan(FaultPlan())
            #expect(try await road.control().ask(.cancel, of: id) == .changed)
            let report = try await reaper(road).run(deletes: true)
            #expect(report.uploads.map(\.verdict) == [.complete])
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
        }
    }

    @Test("the upload of a job that somebody took up meanwhile stays")
    func inUse() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 3, .status(403))) { road in
            let id = try await fail(road)
            let other = try HolderLock(directory: try StateDirectory(path: road.scratch.path("state")), name: "other")
            guard case .claimed = try await road.store.claim(id, holder: other.name, leaseSeconds: 99) else {
                Issue.record("nobody holds it")
                return
            }
            #expect(try await reaper(road).run(deletes: true).uploads.map(\.verdict) == [.inUse])
            #expect(road.server.unfinishedUploads == 1)
            other.retire()
        }
    }

    @Test("an upload that was given up while the server would not delete it is found later")
    func givenUp() async throws {
        // The server loses bytes, so a new upload is begun; the old one cannot be deleted then.
        let plan = FaultPlan().on("PATCH", 3, .reset(afterBodyBytes: 10)).on("HEAD", 1, .offsetOff(by: -2000))
            .on("DELETE", .status(503))
        try await TestRoad.walk(plan) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            #expect(try await submission.receipt().transfer.freshStarts == 1)
            await pipeline.shutdown()
            #expect(road.server.unfinishedUploads == 1)
            road.server.setPlan(FaultPlan())
            let report = try await reaper(road).run(deletes: true)
            #expect(report.uploads.map(\.reason) == [.givenUp] && report.uploads.map(\.verdict) == [.deleted])
            #expect(road.server.unfinishedUploads == 0 && road.server.objects.map(\.bytes) == [Self.bytes])
            let job = try #require(try await road.store.job(submission.id))
            #expect(job.state == .delivered && job.abandoned == nil && job.upload != nil)
        }
    }
}
