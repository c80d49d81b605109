import FerryBatch
import FerryCore
import FerrySQLite
import FerryTesting
import Testing

@Suite struct BatchLedgerTests {
    @Test("the ledger in SQLite keeps its promises", arguments: BatchLedgerConformance.behaviours)
    func conforms(_ behaviour: BatchLedgerConformance.Behaviour) async throws {
        let directory = try ScratchDirectory()
        defer { withExtendedLifetime(directory) {} }
        try await behaviour.check { clock in
            try await SQLiteJobStore.open(inDirectory: directory.path, clock: clock).batches
        }
    }

    @Test("the ledger in memory keeps the same promises", arguments: BatchLedgerConformance.behaviours)
    func memoryConforms(_ behaviour: BatchLedgerConformance.Behaviour) async throws {
        try await behaviour.check { clock in MemoryBatchLedger(clock: clock) }
    }
}
