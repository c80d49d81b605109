import FerryCurl

extension FerryJobs {
    /// Asks destinations about the uploads of failed, cancelled and refused jobs, and about uploads that were given up,
    /// and deletes those that still stand. A whole object is never deleted.
    ///
    /// - Parameters:
    ///   - jobs: The jobs whose uploads are meant; all when `nil`.
    ///   - deletes: Whether anything is deleted; else it is only looked at.
    ///   - access: How the destinations are reached; jobs remember the endpoints they were sent to.
    ///   - limits: The time limits of each request.
    ///   - caFile: A file of certificates (PEM) that alone are trusted; `nil` trusts what the system trusts.
    /// - Throws: `store.unavailable`. What a server says is in the report.
    public func reap(
        _ jobs: Set<JobID>? = nil, deletes: Bool, access: DestinationAccess = DestinationAccess(),
        limits: TransferLimits = TransferLimits(), caFile: String? = nil
    ) async throws(FerryError) -> ReapReport {
        let network = Adapters.transport(caFile: caFile)
        defer { network.shutdown() }
        let reaper = UploadReaper(state: state, store: store, transport: network, limits: limits) {
            job throws(FerryError) in
            var access = access
            access.endpoint = job.endpoint ?? access.endpoint
            let wiring = try await StorageWiring(try Destination(job.destination), access, network: network)
            return UploadReaper.Route(
                storage: wiring.storage, authorizer: wiring.authorizer, transport: wiring.transport)
        }
        return try await reaper.run(of: jobs, deletes: deletes)
    }
}
