import FerryCore
import Synchronization

@testable import FerryBatch

/// A catalog of findings that a test names; every opening lists the next of its lists, the last one again and again.
final class ListedCatalog: SourceCatalog {
    let identity = "listed"
    private let lists: Mutex<[[CatalogFinding]]>

    init(_ lists: [[CatalogFinding]]) { self.lists = Mutex(lists) }

    convenience init(_ names: [String], bytes: Int64 = 10) {
        self.init([names.map { .entry(CatalogEntry(name: $0, place: .file("/\($0)"), bytes: bytes, version: "1")) }])
    }

    func open() async throws(FerryError) -> any CatalogCursor {
        Cursor(lists.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? [] })
    }

    private final class Cursor: CatalogCursor {
        private let rest: Mutex<[CatalogFinding]>
        init(_ all: [CatalogFinding]) { rest = Mutex(all) }

        func next(_ limit: Int) async throws(FerryError) -> [CatalogFinding] {
            rest.withLock { rest in
                defer { rest.removeFirst(min(limit, rest.count)) }
                return Array(rest.prefix(limit))
            }
        }
    }
}

/// Carries nothing: a test says what comes of each item.
final class ScriptedCarrier: BatchCarrier {
    private let script: @Sendable (BatchItem) async -> BatchCarriage
    private let names = Mutex<[String]>([])

    init(_ script: @escaping @Sendable (BatchItem) async -> BatchCarriage) { self.script = script }

    /// The names of all items so far, in the order they came.
    var carried: [String] { names.withLock { $0 } }

    func carry(_ item: BatchItem, note: @escaping BatchNote) async -> BatchCarriage {
        names.withLock { $0.append(item.entry.name) }
        return await script(item)
    }
}

/// Writes down what it is told.
final class WatchLog: BatchWatcher {
    private let log = Mutex<[String]>([])
    var lines: [String] { log.withLock { $0 } }

    func listed(_ page: BatchEntering) {}
    func listingEnded() {}
    func ended(_ item: BatchItem, _ outcome: BatchOutcome, _ account: BatchAccount) {
        log.withLock { $0.append("\(item.entry.name) \(outcome)") }
    }
    func postponed(_ item: BatchItem, _ error: FerryError, seconds: Double) {
        log.withLock { $0.append("\(item.entry.name) again in \(Int(seconds))") }
    }
    func counted(_ totals: BatchTotals) {}
    func notice(_ error: FerryError) { log.withLock { $0.append("notice \(error.code)") } }
}
