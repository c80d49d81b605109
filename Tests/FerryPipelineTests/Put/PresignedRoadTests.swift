import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct PresignedRoadTests {
    private static let bytes = content(5000, seed: 51)

    @Test("nobody is asked, the 2xx counts, and the signature is told to nobody")
    func delivery() async throws {
        try await PutRoad.walk(.presigned) { road in
            let receipts = road.scratch.path("receipts")
            let pipeline = try road.putPipeline(at: "film.webm?X-Amz-Signature=s3cret") {
                $0.receiptsDirectory = receipts
            }
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.lines == ["PUT /store/film.webm?X-Amz-Signature=s3cret"])
            #expect(road.stored == ["/store/film.webm": Self.bytes])
            #expect(receipt.destination.location == road.endpoint.text + "film.webm?***")
            #expect(receipt.destination.objectName == "film.webm" && receipt.destination.checked == .length)
            let again = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(again.reused && road.lines.count == 1)
            await pipeline.shutdown()
            #expect(!"\(road.log.all) \(try await road.jobs()) \(receipt)".contains("s3cret"))
            let files = try road.scratch.allFiles()
            #expect(files.count > 1)
            for (path, text) in files { #expect(!text.contains("s3cret"), "\(path)") }
        }
    }

    @Test("a URL that has run out is named; with a new one the same job goes on")
    func expired() async throws {
        try await PutRoad.walk(.presigned, FaultPlan().on("PUT", 1, .expiredToken)) { road in
            let old = try road.putPipeline(at: "film.webm?X-Amz-Signature=s3cret&X-Amz-Date=1")
            let submission = try await old.submit(try road.file(Self.bytes))
            let error = failure(await outcome(submission))
            #expect(error?.code == .destinationUnauthorized && error?.message.contains("has expired") == true)
            #expect(error?.next == "get a new presigned URL and run the same command again")
            await old.shutdown()
            let new = try road.putPipeline(at: "film.webm?X-Amz-Signature=other&X-Amz-Date=2")
            let receipt = try await new.submit(try road.file(Self.bytes)).receipt()
            #expect(receipt.jobId == submission.id && receipt.transfer.attempts == 2)
            #expect(road.stored == ["/store/film.webm": Self.bytes])
            await new.shutdown()
        }
    }

    @Test("an exact URL takes one source, also in one run")
    func oneSource() async throws {
        try await PutRoad.walk(.presigned) { road in
            let pipeline = try road.putPipeline(at: "film.webm?X-Amz-Signature=s3cret")
            let first = try await pipeline.submit(try road.file(Self.bytes))
            let second = try await pipeline.submit(try road.file(content(70, seed: 1), "other.webm"))
            let errors = [failure(await outcome(first)), failure(await outcome(second))].compactMap(\.self)
            #expect(errors.map(\.code) == [.destinationConflict])
            #expect(road.count("PUT") == 1)
            await pipeline.shutdown()
        }
    }

    @Test("a lost reply is answered by the same bytes once more, though the name is taken by then")
    func lostReply() async throws {
        try await PutRoad.walk(.presigned, FaultPlan().on("PUT", 1, .lostReply)) { road in
            let pipeline = try road.putPipeline(at: "film.webm?X-Amz-Signature=s3cret")
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(receipt.transfer.attempts == 2 && receipt.transfer.bytesResent == 5000)
            #expect(road.stored == ["/store/film.webm": Self.bytes])
            await pipeline.shutdown()
        }
    }

    @Test("what stands at the URL already is not replaced without being told to")
    func taken() async throws {
        try await PutRoad.walk(.presigned) { road in
            for (state, source) in [("one", Self.bytes), ("two", content(70, seed: 1))] {
                let pipeline = try road.putPipeline(at: "film.webm?X-Amz-Signature=s3cret", state: state)
                let error = failure(await outcome(try await pipeline.submit(try road.file(source))))
                #expect(error?.code == (state == "one" ? nil : .destinationConflict))
                await pipeline.shutdown()
            }
            #expect(road.stored == ["/store/film.webm": Self.bytes])
        }
    }
}
