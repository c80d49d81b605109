import FerryCurl

extension FerryJobs {
    /// Asks destinations about the uploads of failed, cancelled and refused jobs, and about uploads that were given up,
    /// and deletes those that still stand. A whole object is never deleted.
    ///
    /// - Parameters:
    ///   - jobs: The jobs whose uploads are meant; all when `nil`.
    ///   - deletes: Whether anything is deleted; else it is only looked at.
    ///   - credentials: What the destinations are reached with.
    ///   - limits: The time limits of each request.
    ///   - caFile: A file of certificates (PEM) that alone are trusted; `nil` trusts what the system trusts.
    /// - Throws: `store.unavailable`. What a server says is in the report.
    public func reap(
        _ jobs: Set<JobID>? = nil, deletes: Bool, credentials: FerryCredentials = FerryCredentials(),
        limits: TransferLimits = TransferLimits(), caFile: String? = nil
    ) async throws(FerryError) -> ReapReport {
        let transport = Adapters.transport(caFile: caFile)
        let reaper = UploadReaper(state: state, store: store, transport: transport, limits: limits) {
            job throws(FerryError) in
            let wiring = try Adapters.wiring(
                try Destination(job.destination), endpoint: nil, credentials: credentials)
            return (wiring.storage, wiring.authorizer)
        }
        let result: Result<ReapReport, FerryError>
        do throws(FerryError) {
            result = .success(try await reaper.run(of: jobs, deletes: deletes))
        } catch {
            result = .failure(error)
        }
        transport.shutdown()
        return try result.get()
    }
}
