public import FerryCore

/// What every job store must do, as a table of behaviours that a test runs one by one.
///
/// ```swift
/// @Test("a store", arguments: JobStoreConformance.behaviours)
/// func conforms(_ behaviour: JobStoreConformance.Behaviour) async throws {
///     try await behaviour.check { clock in MemoryJobStore(clock: clock) }
/// }
/// ```
public enum JobStoreConformance {
    /// Opens a store on the same jobs each time it is called; empty at the first call.
    public typealias Opener = @Sendable (_ clock: @escaping @Sendable () -> Timestamp) async throws -> any JobStore

    /// One behaviour.
    public struct Behaviour: Sendable, CustomStringConvertible {
        /// What holds, as a sentence.
        public let description: String
        private let body: @Sendable (JobStoreBench) async throws -> Void

        init(_ description: String, _ body: @escaping @Sendable (JobStoreBench) async throws -> Void) {
            self.description = description
            self.body = body
        }

        /// Runs it on a fresh store.
        ///
        /// - Throws: ``ConformanceFailure`` when the store does something else, or what the store throws.
        public func check(_ open: @escaping Opener) async throws {
            let time = SettableTime()
            let store = try await open { time.now }
            try await body(JobStoreBench(store: store, time: time) { try await open { time.now } })
        }
    }

    /// The whole table.
    public static let behaviours = insertion + reading + leases + fencing + claiming + requests + sharing + model
}

/// A store on the bench: the store, its time, and the way to open it once more.
struct JobStoreBench: Sendable {
    let store: any JobStore
    let time: SettableTime
    let reopen: @Sendable () async throws -> any JobStore

    /// How long leases run here, in seconds.
    let leaseSeconds = 30.0

    /// Inserts a job that must be new.
    @discardableResult
    func insert(
        _ id: String, key: String? = nil, path: String? = nil, holder: String = "a"
    ) async throws -> LeasedJob {
        let job = JobRecord.sample(id, key: key, path: path, createdAt: time.now)
        guard case .inserted(let leased) = try await store.insert(job, holder: holder, leaseSeconds: leaseSeconds)
        else { throw ConformanceFailure("job \(id) is new and must be inserted") }
        return leased
    }

    /// Inserts a job that waits for a worker.
    @discardableResult
    func insertWaiting(_ id: String, key: String? = nil) async throws -> JobRecord {
        let leased = try await insert(id, key: key)
        try await store.release(leased.lease)
        return leased.job
    }

    /// Claims a job that must be free.
    func claim(_ id: String, holder: String = "a") async throws -> LeasedJob {
        guard case .claimed(let leased) = try await store.claim(JobID(rawValue: id), holder: holder, leaseSeconds: 30)
        else { throw ConformanceFailure("job \(id) must be free for \(holder)") }
        return leased
    }

    /// Moves a job into a state; its lease must be good.
    @discardableResult
    func move(_ leased: LeasedJob, to state: JobState) async throws -> JobRecord {
        var job = leased.job
        job.state = state
        try expect(try await store.update(job, under: leased.lease), "a good lease may write job \(job.id)")
        return job
    }
}
