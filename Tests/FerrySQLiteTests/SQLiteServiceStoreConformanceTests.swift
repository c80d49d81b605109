import FerryCore
import FerrySQLite
import FerryTesting
import Testing

@Suite("SQLiteServiceStore does what every store of the service must do")
struct SQLiteServiceStoreConformanceTests {
    @Test("conformance", arguments: ServiceStoreConformance.behaviours)
    func conforms(_ behaviour: ServiceStoreConformance.Behaviour) async throws {
        let scratch = try ScratchDirectory()
        try await behaviour.check { clock in
            let stores = try await SQLiteStores.open(inDirectory: scratch.path("state"), clock: clock)
            return ServiceStoreConformance.Stores(
                sessions: stores.sessions, jobs: stores.jobs, webhooks: stores.service, playback: stores.service,
                tokens: stores.service, flags: stores.service, tallies: stores.service)
        }
    }
}
