import FerryCore
import FerrySessions
import FerryTesting
import Testing

@Suite("MemorySessionStore does what every session store must do")
struct MemorySessionStoreTests {
    @Test("conformance", arguments: SessionStoreConformance.behaviours)
    func conforms(_ behaviour: SessionStoreConformance.Behaviour) async throws {
        let only = OnlySessionStore()
        try await behaviour.check { clock in only.memory(clock) }
    }
}
