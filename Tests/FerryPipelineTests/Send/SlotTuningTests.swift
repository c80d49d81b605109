import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

/// Slots that follow what the link gives.
@Suite struct SlotTuningTests {
    /// Lets a link that gives `rate` bytes a second for each slot up to `best` slots work for some windows.
    private func work(_ road: TestRoad, best: Int, windows: Int) async throws -> (limits: [Int], places: Int) {
        let job = JobRecord.sample("a", createdAt: road.clock.now())
        let inserted = try await road.store.insert(job, holder: "h", leaseSeconds: 20)
        guard case .inserted(let leased) = inserted else { return ([], 0) }
        let tracker = JobTracker(leased, store: road.store, hub: EventHub(recorders: [road.log], clock: road.clock))
        let gate = SlotGate(limit: 2)
        let places = SlotGate(limit: 4)
        let tuning = SlotTuning(gate: gate, places: places, start: 2, clock: road.clock)
        var limits: [Int] = []
        var held: [SlotGate.Slots.Ticket] = []
        for _ in 0..<windows * 64 {
            while gate.busy < gate.limit, let ticket = await gate.acquire(for: tracker.id) { held.append(ticket) }
            while gate.busy > gate.limit { gate.release(held.removeLast()) }
            road.clock.advance(bySeconds: 0.25 / Double(min(gate.limit, best)))
            tuning.acknowledged(1_000_000, by: tracker)
            if limits.last != gate.limit { limits.append(gate.limit) }
        }
        return (limits, places.limit)
    }

    @Test("lanes are added up to what the link can use, with events, and jobs to fill them")
    func growth() async throws {
        try await TestRoad.walk { road in
            let (limits, places) = try await work(road, best: 5, windows: 20)
            #expect(limits.contains(5) && (limits.max() ?? 0) <= 6, "\(limits)")
            #expect(places == (limits.last ?? 0) + JobPipeline.placesBeyondSlots)
            let reasons = Set(
                road.log.kinds.compactMap { kind -> String? in
                    if case .decision(let decision) = kind, decision.what == "slots" { decision.reason } else { nil }
                })
            #expect(reasons.isSuperset(of: ["trial", "goodput grew", "no gain"]))
        }
    }

    @Test("a server that says 429 gets fewer requests at once")
    func throttled() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 1, .status(429))) { road in
            let pipeline = try road.pipeline { $0.send.tunesSlots = true }
            let receipt = try await pipeline.submit(try road.file(content(5000))).receipt()
            #expect(receipt.transfer.slots == 1)
            await pipeline.shutdown()
        }
    }
}
