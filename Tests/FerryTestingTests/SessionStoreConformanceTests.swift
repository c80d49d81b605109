import FerryCore
import FerrySessions
import FerryTesting
import Testing

@Suite("The conformance suite of session stores can say no")
struct SessionStoreConformanceTests {
    @Test("a store with one fault fails at least one behaviour", arguments: FaultySessionStore.Fault.allCases)
    func catches(_ fault: FaultySessionStore.Fault) async {
        var caught: [String] = []
        for behaviour in SessionStoreConformance.behaviours {
            let only = OnlySessionStore()
            do {
                try await behaviour.check { clock in
                    let (sessions, jobs) = (fault == .forgetsWhenReopened ? OnlySessionStore() : only).memory(clock)
                    return (FaultySessionStore(fault: fault, store: sessions), jobs)
                }
            } catch {
                caught.append(behaviour.description)
            }
        }
        #expect(!caught.isEmpty)
    }
}
