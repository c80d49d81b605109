import FerryCore
import FerryCurl
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct JoiningResumeTests {
    private static let bytes = content(5500, seed: 12)

    @Test(
        "a later run asks each part where it stands and sends only what is missing",
        arguments: JoiningRoad.Server.allCases)
    func resumed(server: JoiningRoad.Server) async throws {
        let failing = FaultPlan { request in
            guard request.path >= "/files/u4" else { return nil }
            return request.method == "PATCH" ? .reset(afterBodyBytes: 300) : .status(503)
        }
        try await JoiningRoad.walk(server, failing) { way in
            #expect(failure(try await way.send(Self.bytes, retries: 1)) != nil)
            way.road.server.setPlan(FaultPlan())
            let before = way.calls.count
            let receipt = try await way.send(Self.bytes, concatenates: false).get()
            way.expectOneObject(Self.bytes)
            if server == .tusd { #expect(way.road.server.resentBytes == 0) }
            #expect(receipt.transfer.resumedFromBytes == 3000 && receipt.transfer.freshStarts == 0)
            let later = way.calls[before...]
            #expect(later.count { $0 == "PATCH" } == 3 && later.contains("HEAD"))
        }
    }

    @Test("a part that is gone meanwhile is sent again")
    func gone() async throws {
        let failing = FaultPlan { $0.method == "PATCH" && $0.path >= "/files/u4" ? .status(503) : nil }
        try await JoiningRoad.walk(.tusd, failing) { way in
            _ = try await way.send(Self.bytes, retries: 1)
            let place = try #require(HTTPLocation("http://\(way.road.endpoint.authority)/files/u2"))
            let deletion = HTTPTransferRequest(
                head: place.request(.delete, [try #require(HTTPField.Name("Tus-Resumable")): "1.0.0"]))
            #expect(try await way.road.transport.send(deletion) { _ in }.head.status.code == 204)
            way.road.server.setPlan(FaultPlan())
            let receipt = try await way.send(Self.bytes).get()
            #expect(way.road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(receipt.transfer.resumedFromBytes == 3000 && receipt.transfer.freshStarts == 0)
            let kept = way.road.server.requests.filter {
                $0.method == "PATCH" && ["/files/u1", "/files/u3"].contains($0.path)
            }
            #expect(kept.count == 2)
        }
    }

    @Test("a lost reply to the joining request makes no second object where the server joins once")
    func lostOnce() async throws {
        try await JoiningRoad.walk(.receiver, FaultPlan().on("POST", 7, .lostReply)) { way in
            _ = try await way.send(Self.bytes).get()
            way.expectDelivered(Self.bytes)
            #expect(way.count("POST") == 8 && way.count("PATCH") == 6)
        }
    }

    @Test("a lost reply to the joining request is found out by a later run too, with no byte sent again")
    func lostThenResumed() async throws {
        let plan = FaultPlan().on("POST", 7, .lostReply).on("POST", 8, .status(500)).on("POST", 9, .status(500))
        try await JoiningRoad.walk(.receiver, plan) { way in
            #expect(failure(try await way.send(Self.bytes, retries: 1)) != nil)
            way.road.server.setPlan(FaultPlan())
            _ = try await way.send(Self.bytes).get()
            way.expectOneObject(Self.bytes)
            #expect(way.count("PATCH") == 6)
        }
    }

    @Test(
        "where each joining makes an object, a lost reply ends with a clear error and one object, in this run and later",
        arguments: [Fault.lostReply, .resetReply(afterBytes: 5), .garbageReply])
    func lostEachTime(fault: Fault) async throws {
        try await JoiningRoad.walk(.tusd, FaultPlan().on("POST", 7, fault)) { way in
            for _ in 0..<2 {
                let error = failure(try await way.send(Self.bytes))
                #expect(error?.code == .destinationConflict && error?.disposition == .giveUp)
                #expect(error?.next.contains("--concatenate") == true)
                #expect(way.road.server.objects.map(\.bytes) == [Self.bytes])
            }
            #expect(way.count("POST") == 7)
        }
    }

    @Test("a run that is stopped while the joining waits for its host leaves no doubt: a later one joins the parts")
    func stoppedBeforeJoining() async throws {
        let posts = RequestCount()
        let plan = FaultPlan { request in
            guard request.method == "POST", posts.next() > 6 else { return nil }
            return .status(503, headerFields: [.retryAfter: "60"])
        }
        let clock = ManualClock.holdingHeartbeats { $0 >= 40 }
        try await JoiningRoad.walk(.tusd, plan, clock: clock) { way in
            let pipeline = try way.road.pipeline { parts in
                parts.send.retry = RetryPolicy(maxRetries: 30, maxServerDelay: 300)
                parts.send.concatenates = true
            }
            let submission = try await pipeline.submit(try way.road.file(Self.bytes))
            // The file's own waits, which last a little longer than asked for, pass when they are released; the host's pause
            // does not.
            while !clock.waits.contains(60) {
                clock.release { $0 > 60 }
                await Task.yield()
            }
            await pipeline.shutdown()
            #expect(failure(await outcome(submission))?.code == .cancelled)
            way.road.server.setPlan(FaultPlan())
            _ = try await way.send(Self.bytes).get()
            way.expectOneObject(Self.bytes)
            #expect(way.count("PATCH") == 6)
        }
    }

    @Test(
        "a process that dies at any event leaves a job that ends in one object, or says that it cannot know",
        arguments: [JoiningRoad.Server.tusd, .receiver], 1...40)
    func anyEvent(server: JoiningRoad.Server, event: Int) async throws {
        try await JoiningRoad.walk(server) { way in
            let source = try way.road.file(Self.bytes)
            let image = CrashImage(atEvent: event)
            try await image.run(source, on: way.road) { $0.send.concatenates = true }
            guard let store = image.store else { return }
            let pipeline = try JobPipeline(try way.road.parts(state: CrashImage.folder, store: store))
            let result = await outcome(try await pipeline.submit(source))
            await pipeline.shutdown()
            if case .failure(let error) = result {
                #expect(server == .tusd && error.code == .destinationConflict)
            }
            #expect(way.road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(way.road.server.violations.isEmpty && way.road.server.resentBytes <= 2000)
        }
    }

    @Test("a cancelled job leaves no partial upload behind")
    func cancelled() async throws {
        let plan = FaultPlan { $0.method == "PATCH" && $0.path >= "/files/u3" ? .stall(afterBodyBytes: 300) : nil }
        try await JoiningRoad.walk(.tusd, plan) { way in
            let pipeline = try way.road.pipeline { $0.send.concatenates = true }
            let submission = try await pipeline.submit(try way.road.file(Self.bytes))
            try await way.road.server.waitForRequest {
                $0.method == "PATCH" && $0.path == "/files/u4" && $0.bodyBytes > 0
            }
            #expect(try await way.road.ask(.cancel, of: submission.id) == .obeyed)
            _ = await outcome(submission)
            await pipeline.shutdown()
            #expect(way.partialUploads == 0 && way.road.server.objects.isEmpty)
        }
    }
}
