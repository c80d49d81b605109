import FerryCore
import FerrySessions
import FerryTesting
import Testing

@Suite("The memory stores do what every store of the service must do")
struct MemoryServiceStoreTests {
    @Test("conformance", arguments: ServiceStoreConformance.behaviours)
    func conforms(_ behaviour: ServiceStoreConformance.Behaviour) async throws {
        let (only, service) = (OnlySessionStore(), MemoryServiceStore())
        try await behaviour.check { clock in
            let (sessions, jobs) = only.memory(clock)
            return ServiceStoreConformance.Stores(
                sessions: sessions, jobs: jobs, webhooks: sessions, playback: service, tokens: service,
                flags: service, tallies: sessions)
        }
    }
}
