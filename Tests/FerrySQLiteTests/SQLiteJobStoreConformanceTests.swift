import FerryCore
import FerrySQLite
import FerryTesting
import Testing

@Suite("SQLiteJobStore does what every job store must do")
struct SQLiteJobStoreConformanceTests {
    @Test("conformance", arguments: JobStoreConformance.behaviours)
    func conforms(_ behaviour: JobStoreConformance.Behaviour) async throws {
        let scratch = try ScratchDirectory()
        try await behaviour.check { clock in
            try await SQLiteJobStore.open(inDirectory: scratch.path("state"), clock: clock)
        }
    }
}
