import FerryCore
import FerryTesting
import Testing

@Suite("The conformance suite of job stores can say no")
struct JobStoreConformanceTests {
    @Test("a store with one fault fails at least one behaviour", arguments: FaultyJobStore.Fault.allCases)
    func catches(_ fault: FaultyJobStore.Fault) async {
        var caught: [String] = []
        // A drain of a store that leases nothing would not end, so that fault is judged by the others.
        let behaviours = JobStoreConformance.behaviours.filter {
            fault != .claimsWithoutLeasing || !$0.description.hasPrefix("many workers")
        }
        for behaviour in behaviours {
            let only = OnlyStore()
            do {
                try await behaviour.check { clock in
                    let store = fault == .forgetsWhenReopened ? MemoryJobStore(clock: clock) : only.store(clock)
                    return FaultyJobStore(fault: fault, store: store)
                }
            } catch {
                caught.append(behaviour.description)
            }
        }
        #expect(!caught.isEmpty)
    }

    @Test("the same seed gives the same numbers, another seed others")
    func seeds() {
        func numbers(_ seed: UInt64) -> [UInt64] {
            var random = SeededRandom(seed: seed)
            return (0..<8).map { _ in random.next() }
        }
        #expect(numbers(1) == numbers(1))
        #expect(numbers(1) != numbers(2))
        // The first output of SplitMix64 from seed 0, as its authors publish it.
        #expect(numbers(0).first == 0xE220_A839_7B1D_CDAF)
    }
}
