import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(1))) struct EventHubTests {
    private static func milestone(_ percent: Int) -> FerryEvent.Kind { .milestone(.init(percent: percent)) }

    @Test("events are numbered without gaps and in one order for everybody, however many speak")
    func order() async {
        let log = EventLog()
        let hub = EventHub(recorders: [log], clock: ManualClock())
        let stream = hub.watch()
        await withTaskGroup(of: Void.self) { group in
            for speaker in 0..<8 { group.addTask { for _ in 0..<100 { hub.emit(Self.milestone(speaker)) } } }
        }
        hub.finish()
        var seen: [FerryEvent] = []
        for await event in stream { seen.append(event) }
        #expect(log.all.map(\.seq) == Array(1...800))
        #expect(seen == log.all)
    }

    @Test("a watcher that does not keep up loses its oldest events, a recorder none")
    func slow() async {
        let log = EventLog()
        let hub = EventHub(recorders: [log], clock: ManualClock())
        let stream = hub.watch()
        for _ in 0..<EventHub.watcherLimit + 5 { hub.emit(Self.milestone(1)) }
        hub.finish()
        var numbers: [Int] = []
        for await event in stream { numbers.append(event.seq) }
        #expect(numbers == Array(6...EventHub.watcherLimit + 5))
        #expect(log.all.count == EventHub.watcherLimit + 5)
    }

    @Test("after the end nothing is said and a new watcher ends at once")
    func finished() async {
        let log = EventLog()
        let hub = EventHub(recorders: [log], clock: ManualClock())
        hub.finish()
        hub.emit(Self.milestone(1))
        for await _ in hub.watch() { Issue.record("there is nothing to see") }
        #expect(log.all.isEmpty)
    }

    @Test("a hub that goes away ends its watchers")
    func dropped() async {
        var hub: EventHub? = EventHub(clock: ManualClock())
        let stream = hub?.watch()
        hub = nil
        if let stream { for await _ in stream {} }
    }

    @Test("the events of a job are its own, and end with it", arguments: [false, true])
    func ofOneJob(late: Bool) async throws {
        try await TestRoad.walk(FaultPlan().on("POST", 1, .stall(afterBodyBytes: 0))) { road in
            let pipeline = try road.pipeline()
            let first = try await pipeline.submit(try road.file(content(3000, seed: 1), "a.webm"))
            let events = first.events()
            let second = try await pipeline.submit(try road.file(content(3000, seed: 2), "b.webm"))
            try await road.server.waitForRequest { $0.method == "POST" }
            road.server.release()
            _ = try await first.receipt()
            _ = try await second.receipt()
            var seen: [FerryEvent] = []
            for await event in late ? first.events() : events { seen.append(event) }
            #expect(seen.allSatisfy { $0.jobId == first.id })
            #expect(late ? seen.isEmpty : seen.last?.kind.name == "job.delivered")
            await pipeline.shutdown()
        }
    }

    @Test("the events of a job that is stopped end too")
    func stopped() async throws {
        try await TestRoad.walk(FaultPlan().on("POST", .stall(afterBodyBytes: 0))) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(content(3000)))
            let events = submission.events()
            try await road.server.waitForRequest { $0.method == "POST" }
            await pipeline.stop()
            var last: FerryEvent?
            for await event in events { last = event }
            #expect(last?.kind == .jobState(.init(from: .uploading, to: .paused)))
            let late = try await pipeline.submit(try road.file(content(3000)))
            #expect(failure(await outcome(late))?.code == .cancelled)
            await pipeline.shutdown()
        }
    }
}
