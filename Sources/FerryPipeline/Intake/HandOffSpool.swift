public import FerryCore
public import FerrySealing

/// The spool as those see it who hand media in piece by piece and write the rows themselves.
///
/// Blocking calls belong on ``run(_:)``, which has threads of its own.
public final class HandOffSpool: Sendable {
    /// Blocking writes that may run at once.
    private static let writes = 4
    /// Files that may be brought to the disk at once; a file system does several with one write of its journal.
    private static let syncs = 24

    let spool: Spool
    private let writeLane = BlockingLane(label: "intake", width: writes)
    private let syncLane = BlockingLane(label: "intake-sync", width: syncs)
    private let names: SharedSync

    /// Uses the spool of a state directory.
    ///
    /// - Parameter key: What new files are sealed with; `nil` writes them as they are.
    public init(state: StateDirectory, key: SpoolKey? = nil) {
        let spool = Spool(directory: state, key: key)
        let lane = syncLane
        self.spool = spool
        names = SharedSync { () async throws(FerryError) in
            try await lane.run { () throws(FerryError) in try spool.syncNames() }
        }
    }

    /// What new files are sealed with.
    package var sealingKey: SpoolKey? { spool.key }

    /// The spool key of the bytes a job begins with.
    public static func key(of job: JobID) -> String { "\(job.rawValue)\(suffix)" }

    /// What the keys of all such bytes end with.
    static let suffix = ".asset"

    /// Opens a new file for the bytes of a job. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - job: The job, whose row need not be there yet.
    ///   - maxBytes: The most bytes that are taken, decoded.
    ///   - isDataURI: Whether the content is known to be a data URI; else it is found by its first bytes.
    /// - Throws: `spool.full`, `store.unavailable`.
    public func writer(for job: JobID, maxBytes: Int64, isDataURI: Bool) throws(FerryError) -> SpoolWriter {
        try SpoolWriter(
            spool: spool, key: Self.key(of: job), maxBytes: maxBytes, content: isDataURI ? .dataURI : .unknown)
    }

    /// Takes a file of this machine that will not change, under a second name where the file system can do that, else as
    /// a copy. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - job: The job, whose row need not be there yet.
    ///   - bytes: Its length.
    ///   - sha256: SHA-256 of its bytes in lower-case hex, as whoever wrote the file found it.
    /// - Returns: The new file; it is durable only after ``sync(_:)``.
    /// - Throws: `source.changed` for a file that is not as described, `source.unreadable`, `spool.full`,
    ///   `store.unavailable`; nothing of it is left then.
    public func adopt(
        file path: String, for job: JobID, bytes: Int64, sha256: String
    ) throws(FerryError) -> any SpoolItem {
        let adoption = FileAdoption(spool: spool, key: Self.key(of: job), bytes: bytes, sha256: sha256)
        return try adoption.take(path)
    }

    /// Removes the bytes of a job that will not be.
    public func remove(_ job: JobID) async {
        let spool = spool
        try? await writeLane.run { () throws(FerryError) in spool.remove(Self.key(of: job)) }
    }

    /// Makes durable the names of all files that were made before this call; one synchronization serves all who wait.
    ///
    /// - Throws: `store.unavailable`, `spool.full`.
    public func syncNames() async throws(FerryError) { try await names.sync() }

    /// Runs blocking work on the spool's threads.
    public func run<Success: Sendable>(
        _ work: @escaping @Sendable () throws(FerryError) -> Success
    ) async throws(FerryError) -> Success {
        try await writeLane.run(work)
    }

    /// Makes files durable: their bytes and their names are on the disk when this returns.
    ///
    /// - Throws: `spool.full`, `store.unavailable`.
    public func sync(_ items: [any SpoolItem]) async throws(FerryError) {
        guard !items.isEmpty else { return }
        let failures = await withTaskGroup(of: FerryError?.self) { group in
            // The names were made with the files, so they need not wait for the bytes.
            group.addTask { await Self.failure { () async throws(FerryError) in try await self.syncNames() } }
            for item in items {
                group.addTask {
                    await Self.failure { () async throws(FerryError) in
                        try await self.syncLane.run { () throws(FerryError) in try item.sync() }
                    }
                }
            }
            return await group.reduce(into: [FerryError]()) { failures, failure in failure.map { failures.append($0) } }
        }
        if let failure = failures.first { throw failure }
    }

    private static func failure(of work: () async throws(FerryError) -> Void) async -> FerryError? {
        do throws(FerryError) {
            try await work()
            return nil
        } catch {
            return error
        }
    }
}

/// What a file of the spool holds.
public struct SpooledBytes: Sendable, Equatable {
    /// The spool's key of it.
    public var key: String
    /// Bytes, decoded.
    public var bytes: Int64
    /// SHA-256 of them in lower-case hex.
    public var sha256: String
    /// The media type that a data URI stated, `type/subtype` in lower case; `nil` for plain bytes.
    public var dataURIType: String?

    package init(key: String, bytes: Int64, sha256: String, dataURIType: String?) {
        self.key = key
        self.bytes = bytes
        self.sha256 = sha256
        self.dataURIType = dataURIType
    }
}
