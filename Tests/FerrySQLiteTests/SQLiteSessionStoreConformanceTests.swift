import FerryCore
import FerrySQLite
import FerryTesting
import Testing

@Suite("SQLiteSessionStore does what every session store must do")
struct SQLiteSessionStoreConformanceTests {
    @Test("conformance", arguments: SessionStoreConformance.behaviours)
    func conforms(_ behaviour: SessionStoreConformance.Behaviour) async throws {
        let scratch = try ScratchDirectory()
        try await behaviour.check { clock in
            let stores = try await SQLiteStores.open(inDirectory: scratch.path("state"), clock: clock)
            return (stores.sessions, stores.jobs)
        }
    }
}
