import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct SourceWatchTests {
    /// What may happen to a file.
    enum Change: String, CaseIterable {
        case appended, truncated, flipped, replaced, removed

        func apply(to path: String) throws {
            let url = URL(filePath: path)
            switch self {
            case .appended:
                let handle = try FileHandle(forWritingTo: url)
                try handle.seekToEnd()
                try handle.write(contentsOf: Data([1, 2, 3]))
                try handle.close()
            case .truncated:
                let handle = try FileHandle(forWritingTo: url)
                try handle.truncate(atOffset: 1500)
                try handle.close()
            case .flipped:
                let handle = try FileHandle(forUpdating: url)
                try handle.seek(toOffset: 4000)
                try handle.write(contentsOf: Data([0xFF, 0, 0xFF]))
                try handle.close()
            case .replaced:
                let other = path + ".new"
                try Data(content(5000, seed: 99)).write(to: URL(filePath: other))
                guard rename(other, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
            case .removed: try FileManager.default.removeItem(at: url)
            }
        }
    }

    @Test("a file that changes after it was accepted is named and never mixed", arguments: Change.allCases)
    func beforeSending(change: Change) async throws {
        try await TestRoad.walk(FaultPlan().on("OPTIONS", 1, .silence)) { road in
            let pipeline = try road.pipeline()
            let source = try road.file(content(5000))
            let submission = try await pipeline.submit(source)
            try await road.server.waitForRequest { $0.method == "OPTIONS" }
            try change.apply(to: road.scratch.path("answer.webm"))
            road.server.release()
            try await expectChanged(submission, road)
            await pipeline.shutdown()
        }
    }

    @Test("a file that changes between two chunks is named and never mixed", arguments: Change.allCases)
    func betweenChunks(change: Change) async throws {
        let clock = ManualClock.holdingHeartbeats { $0 == 0.5 }
        try await TestRoad.walk(FaultPlan().on("PATCH", 2, .status(500)), clock: clock) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(content(5000)))
            await clock.waitForWait { $0 == 0.5 }
            try change.apply(to: road.scratch.path("answer.webm"))
            clock.release()
            try await expectChanged(submission, road)
            await pipeline.shutdown()
        }
    }

    @Test("a file that changes in the middle of a chunk is named and never mixed", arguments: Change.allCases)
    func insideChunk(change: Change) async throws {
        // More than the buffers of two sockets hold, so that the end is read after the change.
        let size = 24 << 20
        try await TestRoad.walk(FaultPlan().on("PATCH", 1, .stall(afterBodyBytes: 1 << 20))) { road in
            let pipeline = try JobPipeline(try road.parts(chunkBytes: Int64(size)))
            let submission = try await pipeline.submit(try road.file(content(size)))
            try await road.server.waitForRequest { $0.bodyBytes == 1 << 20 }
            try change.apply(to: road.scratch.path("answer.webm"))
            road.server.release()
            try await expectChanged(submission, road)
            await pipeline.shutdown()
        }
    }

    @Test("a file that was touched while it was sent and has the same bytes is sent anew, and what was there is ended")
    func touched() async throws {
        let clock = ManualClock.holdingHeartbeats { $0 == 0.5 }
        try await TestRoad.walk(FaultPlan().on("PATCH", 2, .status(500)), clock: clock) { road in
            let source = try road.file(content(5000))
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(source)
            await clock.waitForWait { $0 == 0.5 }
            _ = try road.file(content(5000))
            clock.release()
            try await expectChanged(submission, road)
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.jobId == submission.id && receipt.transfer.resumedFromBytes == nil)
            #expect(road.server.unfinishedUploads == 0)
            #expect(road.server.objects.map(\.bytes) == [content(5000)])
            await pipeline.shutdown()
        }
    }

    private func expectChanged(_ submission: Submission, _ road: TestRoad) async throws {
        let error = failure(await outcome(submission))
        #expect(error?.code == .sourceChanged)
        #expect(error?.input == road.scratch.path("answer.webm"))
        #expect(try await road.store.job(submission.id)?.state == .failed)
        #expect(road.server.objects.isEmpty)
    }
}
