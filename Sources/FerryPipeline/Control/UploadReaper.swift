public import FerryCore
import HTTPTypes

/// Asks destinations about uploads that nobody goes on with, and deletes those that still stand.
///
/// Only uploads that the store knows are touched, only under the lease of their job, and never a whole object.
public struct UploadReaper: Sendable {
    /// How a job's destination is reached.
    public typealias Wiring = @Sendable (JobRecord) async throws(FerryError) -> Route

    /// How a destination is reached.
    public struct Route: Sendable {
        var storage: Storage
        var authorizer: (any RequestAuthorizer)?
        var transport: (any HTTPTransport)?

        /// - Parameter transport: What requests leave through, where it is not the reaper's own.
        public init(storage: Storage, authorizer: (any RequestAuthorizer)?, transport: (any HTTPTransport)? = nil) {
            self.storage = storage
            self.authorizer = authorizer
            self.transport = transport
        }
    }

    /// Jobs that are looked at, the latest.
    public static let maxJobs = 10_000

    private let state: StateDirectory
    private let store: any JobStore
    private let transport: any HTTPTransport
    private let limits: TransferLimits
    private let clock: any FerryClock
    private let wiring: Wiring

    /// Creates a reaper of one state directory.
    public init(
        state: StateDirectory, store: any JobStore, transport: any HTTPTransport,
        limits: TransferLimits = TransferLimits(), clock: any FerryClock = SystemFerryClock(), wiring: @escaping Wiring
    ) {
        self.state = state
        self.store = store
        self.transport = transport
        self.limits = limits
        self.clock = clock
        self.wiring = wiring
    }

    /// Looks at all orphans, or at those of some jobs.
    ///
    /// - Parameter deletes: Whether what stands is deleted.
    /// - Throws: `store.unavailable`. What a server says is in the report.
    public func run(of jobs: Set<JobID>? = nil, deletes: Bool) async throws(FerryError) -> ReapReport {
        let holder = try HolderLock(directory: state, name: UniqueName.make())
        defer { holder.retire() }
        let records = try await store.latestJobs(in: Set(JobState.allCases), limit: Self.maxJobs)
        let byID = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var uploads: [ReapReport.Upload] = []
        for orphan in OrphanUpload.orphans(of: records) where jobs?.contains(orphan.job) ?? true {
            guard let job = byID[orphan.job] else { continue }
            uploads.append(try await judge(orphan, job, deletes ? holder.name : nil))
        }
        return ReapReport(dryRun: !deletes, uploads: uploads)
    }

    private func judge(
        _ orphan: OrphanUpload, _ job: JobRecord, _ holder: String?
    ) async throws(FerryError) -> ReapReport.Upload {
        var upload = ReapReport.Upload(orphan, of: job)
        do throws(FerryError) {
            let link = try await link(of: job)
            try await look(orphan, link, &upload)
            if let holder, upload.verdict == .stands { try await delete(orphan, link, holder, &upload) }
            if let holder, upload.verdict == .gone { try await forget(orphan, holder) }
        } catch {
            guard error.code != .storeUnavailable else { throw error }
            upload.verdict = .unknown
            upload.error = error
        }
        return upload
    }

    private func link(of job: JobRecord) async throws(FerryError) -> DestinationLink {
        let route = try await wiring(job)
        return DestinationLink(
            storage: route.storage, authorizer: route.authorizer, transport: route.transport ?? transport,
            limits: limits, clock: clock)
    }

    /// Asks the server where the upload stands.
    private func look(
        _ orphan: OrphanUpload, _ link: DestinationLink, _ upload: inout ReapReport.Upload
    ) async throws(FerryError) {
        if case .parts(let dialect) = link.storage { return try await look(orphan, dialect, link, &upload) }
        guard orphan.upload.parts?.partials == nil, case .inOrder(let dialect) = link.storage,
            let head = try? dialect.locate(orphan.upload.location)
        else {
            upload.verdict = .stands
            return
        }
        switch await link.answer(to: head).flatMap({ dialect.located(from: $0) }) {
        case .success(let found):
            upload.bytes = found.offset
            upload.totalBytes = found.length
            upload.verdict = found.isComplete ?? (found.length == found.offset) ? .complete : .stands
        case .failure(let failure) where failure.error.disposition == .freshStart: upload.verdict = .gone
        case .failure(let failure): throw failure.error
        }
    }

    /// Asks for the first page of an upload's parts, which says whether it stands.
    private func look(
        _ orphan: OrphanUpload, _ dialect: any PartsDialect, _ link: DestinationLink,
        _ upload: inout ReapReport.Upload
    ) async throws(FerryError) {
        guard let parts = orphan.upload.parts,
            let head = try? dialect.list(parts, at: orphan.upload.location, after: nil, limit: 1000)
        else {
            upload.verdict = .complete
            return
        }
        switch await link.answer(to: head, maxReplyBytes: DestinationLink.documentBytes).map({
            dialect.listed(from: $0)
        }) {
        case .success(.success(let page)):
            upload.bytes = page.next == nil ? page.parts.reduce(0) { $0 + ($1.bytes ?? 0) } : nil
            upload.verdict = .stands
        case .success(.failure(let failure)) where failure.failure.error.disposition == .freshStart:
            upload.verdict = .gone
        case .success(.failure(let failure)): throw failure.failure.error
        case .failure(let failure): throw failure.error
        }
    }

    /// Deletes an upload under the lease of its job, if it is an orphan still.
    private func delete(
        _ orphan: OrphanUpload, _ link: DestinationLink, _ holder: String, _ upload: inout ReapReport.Upload
    ) async throws(FerryError) {
        guard let leased = try await claim(orphan, holder) else {
            upload.verdict = .inUse
            return
        }
        let result = await remove(orphan, link)
        var job = leased.job
        if case .success = result {
            job.forget(orphan.upload)
            _ = try await store.update(job, under: leased.lease)
        }
        try await store.release(leased.lease)
        try result.get()
        upload.verdict = .deleted
    }

    private func remove(_ orphan: OrphanUpload, _ link: DestinationLink) async -> Result<Void, FerryError> {
        let (capabilities, _) = await link.capabilities()
        guard let heads = link.storage.abandon(orphan.upload, capabilities: capabilities) else {
            return .failure(
                FerryError(
                    .destinationWrongProtocol, "the server cannot delete uploads", next: "wait until it runs out there")
            )
        }
        for head in heads {
            if case .failure(let error) = await remove(head, link) { return .failure(error) }
        }
        return .success(())
    }

    private func remove(_ head: HTTPRequest, _ link: DestinationLink) async -> Result<Void, FerryError> {
        switch await link.answer(to: head) {
        case .failure(let failure): return .failure(failure.error)
        case .success(let response):
            let status = response.head.status
            guard status.kind != .successful, ![404, 410, 499].contains(status.code) else { return .success(()) }
            let code: FerryError.Code =
                [401, 403].contains(status.code) ? .destinationUnauthorized : .destinationServerError
            return .failure(FerryError(code, "the server refuses to delete it", status: status.code))
        }
    }

    /// An upload that is gone is forgotten; one whose job is in use is left to it.
    private func forget(_ orphan: OrphanUpload, _ holder: String) async throws(FerryError) {
        guard let leased = try await claim(orphan, holder) else { return }
        var job = leased.job
        job.forget(orphan.upload)
        _ = try await store.update(job, under: leased.lease)
        try await store.release(leased.lease)
    }

    /// The lease of an orphan's job; `nil` when somebody holds it, or its upload is no orphan any more.
    private func claim(_ orphan: OrphanUpload, _ holder: String) async throws(FerryError) -> LeasedJob? {
        for _ in 0..<2 {
            switch try await store.claim(orphan.job, holder: holder, leaseSeconds: Workshop.leaseSeconds) {
            case .unknown: return nil
            case .held(let lease):
                guard !HolderLock.isAlive(lease.holder, in: state) else { return nil }
                try await store.revoke(lease)
            case .claimed(let leased):
                let family = try await store.jobs(withKey: leased.job.key)
                if OrphanUpload.orphans(of: family).contains(orphan) { return leased }
                try await store.release(leased.lease)
                return nil
            }
        }
        return nil
    }
}
