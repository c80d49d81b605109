import FerryCore
import FerryTesting
import Testing

@Suite("MemoryJobStore does what every job store must do")
struct MemoryJobStoreTests {
    @Test("conformance", arguments: JobStoreConformance.behaviours)
    func conforms(_ behaviour: JobStoreConformance.Behaviour) async throws {
        let only = OnlyStore()
        try await behaviour.check { clock in only.store(clock) }
    }
}
