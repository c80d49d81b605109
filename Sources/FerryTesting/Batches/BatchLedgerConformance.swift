public import FerryBatch
public import FerryCore

/// What every ledger of batches must do, as a table of behaviours that a test runs one by one.
public enum BatchLedgerConformance {
    /// Opens an empty ledger on that clock.
    public typealias Opener = @Sendable (_ clock: @escaping @Sendable () -> Timestamp) async throws -> any BatchLedger

    /// One behaviour.
    public struct Behaviour: Sendable, CustomStringConvertible {
        /// What holds, as a sentence.
        public let description: String
        private let body: @Sendable (BatchLedgerBench) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (BatchLedgerBench) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// Runs it on an empty ledger.
        ///
        /// - Throws: ``ConformanceFailure`` when the ledger does something else, or what the ledger throws.
        public func check(_ open: Opener) async throws {
            let time = SettableTime()
            try await body(BatchLedgerBench(ledger: try await open { time.now }, time: time))
        }
    }

    /// The whole table.
    public static let behaviours = entering + leases + settling + counting
}

/// A ledger on the bench.
struct BatchLedgerBench: Sendable {
    let ledger: any BatchLedger
    let time: SettableTime

    static let pass = BatchPass(catalog: "/media", destination: "file:///kept", settings: ["none"], filter: "")

    static func entry(_ name: String, bytes: Int64 = 10, version: String = "1") -> CatalogEntry {
        CatalogEntry(name: name, place: .file("/media/\(name)"), bytes: bytes, version: version)
    }

    /// Enters items by their names.
    @discardableResult
    func enter(_ names: String..., in pass: BatchPass = pass) async throws -> BatchEntering {
        try await ledger.enter(names.map { Self.entry($0) }, in: pass)
    }

    /// Claims items.
    func claim(
        _ limit: Int = 100, by holder: String = "a", in pass: BatchPass = pass
    ) async throws -> [LeasedItem] {
        try await ledger.claim(in: pass, limit: limit, holder: holder, leaseSeconds: 30)
    }

    /// Ends an item.
    @discardableResult
    func end(
        _ leased: LeasedItem, _ outcome: BatchOutcome = .delivered, sha256: String = "ab", renditionBytes: Int64? = 4
    ) async throws -> Bool {
        var account = BatchAccount()
        account.sha256 = sha256
        account.renditionSHA256 = "r\(sha256)"
        account.renditionBytes = renditionBytes
        return try await ledger.settle(leased.lease, .ended(outcome, account))
    }

    func expect(_ condition: Bool, _ what: String) throws {
        guard condition else { throw ConformanceFailure(what) }
    }
}
