import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

/// Two different sources never overwrite each other silently.
@Suite(.timeLimit(.minutes(2))) struct SameNameTests {
    private static let first = content(5000, seed: 41)
    /// As long as the first, and other bytes.
    private static let second = content(5000, seed: 42)

    static let kinds: [PutFeatures] = {
        var telling = PutFeatures()
        telling.tellsDigest = true
        return [PutFeatures(), .webDAV, telling]
    }()

    private func files(_ road: TestRoad) throws -> [FerrySource] {
        try [Self.first, Self.second].enumerated().map { index, bytes in
            let folder = road.scratch.path("from\(index)")
            _ = try StateDirectory(path: folder)
            return try road.file(bytes, "from\(index)/answer.webm")
        }
    }

    @Test("in one run one of them arrives, and the other is told to take another name", arguments: kinds)
    func oneRun(features: PutFeatures) async throws {
        try await PutRoad.walk(features) { road in
            let pipeline = try road.putPipeline()
            var submissions: [Submission] = []
            for file in try files(road) { submissions.append(try await pipeline.submit(file)) }
            var errors: [FerryError] = []
            for submission in submissions { failure(await outcome(submission)).map { errors.append($0) } }
            #expect(errors.map(\.code) == [.destinationConflict])
            #expect(errors.first?.next.contains("--name") == true && errors.first?.next.contains("--overwrite") == true)
            #expect(road.stored.count == 1 && road.count("PUT") == 1)
            road.expectGoodManners()
            await pipeline.shutdown()
        }
    }

    @Test("a job that waits for a name of another's can be paused and cancelled, and the other goes on")
    func steered() async throws {
        let plan = FaultPlan().on("PUT", 1, .stall(afterBodyBytes: 100))
        try await PutRoad.walk(PutFeatures(), plan) { road in
            let (pipeline, files) = (try road.putPipeline(), try files(road))
            let first = try await pipeline.submit(files[0])
            try await road.server.waitForRequest { $0.method == "PUT" && $0.bodyBytes > 0 }
            let second = try await pipeline.submit(files[1])
            let place = "\(road.endpoint.text)answer.webm"
            for move in [JobMove.pause, .resume, .cancel] {
                if move != .resume {
                    while pipeline.shop.names.waitingCount(at: place) == 0 { await Task.yield() }
                }
                #expect(try await road.ask(move, of: second.id) == .obeyed)
            }
            #expect(failure(await outcome(second))?.code == .cancelled)
            road.server.release()
            _ = try await first.receipt()
            #expect(road.stored == ["/store/answer.webm": Self.first] && road.count("PUT") == 1)
            await pipeline.shutdown()
        }
    }

    @Test("across runs the first stays, and --overwrite replaces it", arguments: kinds)
    func twoRuns(features: PutFeatures) async throws {
        try await PutRoad.walk(features) { road in
            let files = try files(road)
            let one = try road.putPipeline(state: "one")
            _ = try await one.submit(files[0]).receipt()
            await one.shutdown()
            let two = try road.putPipeline(state: "two")
            #expect(failure(await outcome(try await two.submit(files[1])))?.code == .destinationConflict)
            #expect(road.stored == ["/store/answer.webm": Self.first])
            await two.shutdown()
            let three = try road.putPipeline(state: "two") { $0.send.overwrites = true }
            _ = try await three.submit(files[1]).receipt()
            #expect(road.stored == ["/store/answer.webm": Self.second])
            await three.shutdown()
            // Without a checksum an object of the same length passes for the one that was delivered.
            guard features.tellsDigest else { return }
            let four = try road.putPipeline(state: "one") { $0.send.overwrites = true }
            let receipt = try await four.submit(files[0]).receipt()
            #expect(!receipt.reused && road.stored == ["/store/answer.webm": Self.first])
            await four.shutdown()
        }
    }

    @Test("an object that came to the name after the look at it is not replaced")
    func race() async throws {
        var features = PutFeatures()
        features.tellsDigest = true
        try await PutRoad.walk(features, FaultPlan().on("HEAD", 1, .status(404))) { road in
            let files = try files(road)
            let one = try road.putPipeline(state: "one")
            _ = try await one.submit(files[0]).receipt()
            await one.shutdown()
            road.server.setPlan(FaultPlan().on("HEAD", 1, .status(404)))
            let two = try road.putPipeline(state: "two")
            let error = failure(await outcome(try await two.submit(files[1])))
            #expect(error?.code == .destinationConflict && error?.status == 412)
            #expect(road.stored == ["/store/answer.webm": Self.first])
            await two.shutdown()
        }
    }

    @Test("the same source by another way is the same object where its SHA-256 is told")
    func sameContent() async throws {
        var features = PutFeatures()
        features.tellsDigest = true
        try await PutRoad.walk(features) { road in
            let file = try road.file(Self.first)
            for state in ["one", "two"] {
                let pipeline = try road.putPipeline(state: state)
                let receipt = try await pipeline.submit(file).receipt()
                #expect(receipt.destination.checked == .checksum)
                await pipeline.shutdown()
            }
            #expect(road.count("PUT") == 1)
        }
    }

    @Test("a new object of the same source replaces the one that was delivered to the same name")
    func again() async throws {
        try await PutRoad.walk(.webDAV) { road in
            let pipeline = try road.putPipeline()
            let file = try road.file(Self.first)
            let first = try await pipeline.submit(file).receipt()
            let second = try await pipeline.submit(file, again: true).receipt()
            #expect(first.jobId != second.jobId && !second.reused)
            #expect(road.count("PUT") == 2 && road.stored == ["/store/answer.webm": Self.first])
            await pipeline.shutdown()
        }
    }

    @Test("a template tells sources of one name apart")
    func apart() async throws {
        try await PutRoad.walk { road in
            let template = try ObjectNameTemplate("{stem}-{sha256:12}.{ext}")
            let pipeline = try road.putPipeline { $0.send.name = template }
            for file in try files(road) { _ = try await pipeline.submit(file).receipt() }
            let names = [Self.first, Self.second].map { "/store/answer-\(sha256($0).prefix(12)).webm" }
            #expect(Set(road.stored.keys) == Set(names))
            #expect(try await road.jobs().allSatisfy { $0.objectName?.hasPrefix("answer-") == true })
            await pipeline.shutdown()
        }
    }

    @Test("another template or other attributes make another job, and the usual ones leave the key as it is")
    func keys() async throws {
        try await PutRoad.walk { road in
            let parts = try road.parts()
            func key(_ change: (inout SendSettings) -> Void) -> String {
                var parts = parts
                change(&parts.send)
                return JobKey(parts, sha256: "ab", preset: .none, repetition: 0).text
            }
            let usual = key { _ in }
            #expect(key { $0.overwrites = true } == usual && key { $0.slots = 7 } == usual)
            let template = try ObjectNameTemplate("{name}")
            let others = [
                key { $0.name = template }, key { $0.attributes.contentType = "a/b" },
                key { $0.attributes.cacheControl = "a/b" }, key { $0.attributes.metadata = ["a": "b"] },
                key { $0.attributes.tags = ["a": "b"] },
            ]
            #expect(Set(others + [usual]).count == 6)
            let known = ["mediaferry.job/1", "ab", parts.identity, "none", "0"].joined(separator: "\n")
            #expect(usual == RunningSHA256.hex(of: known))
        }
    }
}
