import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(1))) struct SlotGateTests {
    private static func job(_ number: Int) -> JobID { JobID(rawValue: "j\(number)") }

    @Test("a task that is cancelled while it waits gets nothing and takes nothing")
    func cancelled() async {
        let gate = SlotGate(limit: 1)
        let held = await gate.acquire(for: Self.job(1))
        let waiting = Task { await gate.acquire(for: Self.job(2)) }
        await gate.waitForWaiting(1)
        waiting.cancel()
        #expect(await waiting.value == nil)
        held.map(gate.release)
        #expect(gate.busy == 0)
        #expect(await gate.acquire(for: Self.job(3)) != nil)
    }

    @Test("a task that is cancelled beforehand leaves no slot taken")
    func cancelledBefore() async {
        let gate = SlotGate(limit: 1)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            if let ticket = await gate.acquire(for: Self.job(1)) { gate.release(ticket) }
        }
        await task.value
        #expect(gate.busy == 0)
    }

    @Test("slots are given back as often as they are taken, however tasks are cancelled", arguments: [1, 2, 3, 4, 5])
    func stress(seed: UInt64) async {
        let limit = Int(seed % 3) + 1
        let gate = SlotGate(limit: limit)
        let inside = Crowd()
        var random = SeededRandom(seed: seed)
        let tasks = (0..<300).map { number in
            let yields = Int(random.next() % 5)
            return Task {
                for _ in 0..<yields { await Task.yield() }
                guard let ticket = await gate.acquire(for: Self.job(number % 7)) else { return }
                inside.enter()
                for _ in 0..<yields { await Task.yield() }
                inside.leave()
                gate.release(ticket)
            }
        }
        for task in tasks where random.next() % 3 == 0 {
            await Task.yield()
            task.cancel()
        }
        for task in tasks { await task.value }
        #expect(inside.most <= limit, "seed \(seed)")
        #expect(gate.busy == 0, "seed \(seed)")
        for number in 0..<limit { #expect(await gate.acquire(for: Self.job(number)) != nil) }
    }
}
