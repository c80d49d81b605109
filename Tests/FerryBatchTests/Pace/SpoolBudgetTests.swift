import FerryTesting
import Synchronization
import Testing

@testable import FerryBatch

@Suite struct SpoolBudgetTests {
    @Test("never more is taken than the limit, and everybody gets a turn", arguments: 0..<8)
    func property(_ seed: UInt64) async {
        let budget = SpoolBudget(limit: 100)
        let most = Most()
        await withTaskGroup(of: Void.self) { group in
            var random = SeededRandom(seed: seed)
            for _ in 0..<200 {
                let bytes = Int64.random(in: 0...100, using: &random)
                group.addTask {
                    #expect(await budget.take(bytes))
                    most.see(budget.used)
                    await Task.yield()
                    budget.giveBack(bytes)
                }
            }
        }
        #expect(budget.used == 0)
        #expect(most.value <= 100, "seed \(seed)")
    }

    @Test("whoever is cancelled while it waits takes nothing and holds nobody up")
    func cancelled() async {
        let budget = SpoolBudget(limit: 10)
        #expect(await budget.take(10))
        let first = Task { await budget.take(8) }
        let second = Task { await budget.take(2) }
        first.cancel()
        #expect(await first.value == false)
        budget.giveBack(10)
        #expect(await second.value)
        #expect(budget.used == 2)
        #expect(!budget.fits(11))
    }
}

/// The largest of numbers that were seen.
private final class Most: Sendable {
    private let most = Mutex<Int64>(0)
    var value: Int64 { most.withLock { $0 } }
    func see(_ number: Int64) { most.withLock { $0 = max($0, number) } }
}
