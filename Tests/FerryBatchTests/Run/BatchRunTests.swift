import FerryCore
import FerryPipeline
import FerryTesting
import Synchronization
import Testing

@testable import FerryBatch

@Suite struct BatchRunTests {
    private static let pass = BatchPass(catalog: "listed", destination: "d", settings: [], filter: "")

    /// A run over a ledger, with a clock of the machine: waits of a second and less are real.
    private func run(
        _ catalog: ListedCatalog, _ ledger: MemoryBatchLedger, _ carrier: ScriptedCarrier, holder: String = "me",
        log: WatchLog = WatchLog(), settings: BatchSettings = BatchSettings(),
        isAlive: @escaping @Sendable (String) -> Bool = { _ in true }
    ) -> BatchRun {
        BatchRun(
            BatchParts(
                catalog: catalog, ledger: ledger, pass: Self.pass, carrier: carrier, settings: settings, holder: holder,
                isAlive: isAlive, watcher: log, clock: SystemFerryClock()))
    }

    private static let left = BatchCarriage.left(.delivered, BatchAccount())

    @Test("every item is carried once, and never again by the same command")
    func once() async throws {
        let ledger = MemoryBatchLedger { SystemFerryClock().now() }
        let names = (0..<700).map { "f\($0)" }
        let carrier = ScriptedCarrier { _ in Self.left }
        for _ in 0..<2 { #expect(await run(ListedCatalog(names), ledger, carrier).run() == .done) }
        #expect(carrier.carried.sorted() == names.sorted())
        #expect(try await ledger.totals(of: Self.pass).count(.delivered) == 700)
    }

    @Test("two at once share the work without doing any twice")
    func two() async throws {
        let ledger = MemoryBatchLedger { SystemFerryClock().now() }
        let names = (0..<300).map { "f\($0)" }
        let carrier = ScriptedCarrier { _ in
            await Task.yield()
            return Self.left
        }
        async let first = run(ListedCatalog(names), ledger, carrier, holder: "a").run()
        async let second = run(ListedCatalog(names), ledger, carrier, holder: "b").run()
        #expect(await [first, second] == [.done, .done])
        #expect(carrier.carried.sorted() == names.sorted())
    }

    @Test("what a dead process held is taken up at once")
    func dead() async throws {
        let ledger = MemoryBatchLedger { SystemFerryClock().now() }
        _ = try await ledger.enter(
            [CatalogEntry(name: "a", place: .file("/a"), bytes: 10, version: "1")], in: Self.pass)
        _ = try await ledger.claim(in: Self.pass, limit: 1, holder: "dead", leaseSeconds: 1000)
        let carrier = ScriptedCarrier { _ in Self.left }
        let run = run(ListedCatalog(["a"]), ledger, carrier, isAlive: { $0 != "dead" })
        #expect(await run.run() == .done)
        #expect(carrier.carried == ["a"])
    }

    @Test("what fails is tried by the policy, then set aside; the rest goes on")
    func retries() async throws {
        let ledger = MemoryBatchLedger { SystemFerryClock().now() }
        let carrier = ScriptedCarrier { item in
            item.entry.name == "b" ? .failed(FerryError(.uploadStalled, "slow"), job: nil) : Self.left
        }
        let log = WatchLog()
        var settings = BatchSettings()
        settings.policy = ReattemptPolicy(waits: [0.01, 0.02])
        let end = await run(ListedCatalog(["a", "b", "c"]), ledger, carrier, log: log, settings: settings).run()
        #expect(end == .done)
        #expect(carrier.carried.count { $0 == "b" } == 3)
        #expect(log.lines.contains("b setAside"))
        let items = try await ledger.items(of: Self.pass, after: 0, limit: 9)
        #expect(items.map(\.outcome) == [.delivered, .setAside, .delivered])
        #expect(items[1].account?.error?.code == .uploadStalled)
    }

    @Test("a destination that is full stops the run, and the same command goes on later")
    func full() async throws {
        let ledger = MemoryBatchLedger { SystemFerryClock().now() }
        let error = FerryError(.destinationTooLarge, "full", status: 507)
        let full = ScriptedCarrier { _ in .failed(error, job: nil) }
        #expect(await run(ListedCatalog(["a", "b"]), ledger, full).run() == .blocked(error))
        let totals = try await ledger.totals(of: Self.pass)
        #expect(totals.open.items == 2 && totals.waiting == 0)
        #expect(await run(ListedCatalog(["a", "b"]), ledger, ScriptedCarrier { _ in Self.left }).run() == .done)
    }

    @Test("a fault of the catalog is named, and the rest goes on")
    func faults() async throws {
        let ledger = MemoryBatchLedger { SystemFerryClock().now() }
        let fault = CatalogFinding.fault(name: "list:3", FerryError(.sourceUnreadable, "line 3"))
        let entry = CatalogFinding.entry(CatalogEntry(name: "a", place: .file("/a"), bytes: 1, version: "1"))
        let log = WatchLog()
        let carrier = ScriptedCarrier { _ in Self.left }
        #expect(await run(ListedCatalog([[fault, entry]]), ledger, carrier, log: log).run() == .done)
        #expect(log.lines.contains("notice source.unreadable"))
        #expect(try await ledger.totals(of: Self.pass).count(.refused) == 1)
        #expect(carrier.carried == ["a"])
    }

    @Test("its time over, a run stops what is under way and keeps it due")
    func time() async throws {
        let ledger = MemoryBatchLedger { SystemFerryClock().now() }
        let carrier = ScriptedCarrier { _ in
            try? await Task.sleep(for: .seconds(60))
            return .failed(FerryError(.cancelled, "stopped"), job: nil)
        }
        let settings = BatchSettings(window: 2, maxSeconds: 0.1)
        #expect(await run(ListedCatalog(["a", "b", "c"]), ledger, carrier, settings: settings).run() == .timeOver)
        #expect(try await ledger.totals(of: Self.pass).open.items == 3)
        #expect(try await ledger.holders(in: Self.pass).isEmpty)
    }

    @Test("a watched catalog is listed again, and what is new is carried")
    func watched() async throws {
        let ledger = MemoryBatchLedger { SystemFerryClock().now() }
        let lists = [["a"], ["a", "b"], ["a", "b"]].map { names in
            names.map { CatalogFinding.entry(CatalogEntry(name: $0, place: .file("/\($0)"), bytes: 1, version: "1")) }
        }
        let watched = Mutex<BatchRun?>(nil)
        let carrier = ScriptedCarrier { item in
            if item.entry.name == "b" { watched.withLock { $0 }?.stop() }
            return Self.left
        }
        let run = run(
            ListedCatalog(lists), ledger, carrier, settings: BatchSettings(window: 1, watchSeconds: 0.05))
        watched.withLock { $0 = run }
        #expect(await run.run() == .stopped)
        #expect(carrier.carried == ["a", "b"])
    }
}
