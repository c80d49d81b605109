import FerryUploadProtocols

extension StorageWiring {
    /// Supabase Storage: the hosted project's, or the one at the endpoint.
    static func supabase(
        project: String, bucket: String, prefix: String, endpoint: String?, credentials: FerryCredentials
    ) throws(FerryError) -> StorageWiring {
        let service = try service(project: project, endpoint: endpoint)
        let hasKeys = [credentials.token, credentials.tokenFile, credentials.apiKey].contains { $0 != nil }
        let isSigned = !hasKeys && credentials.uploadSignature != nil
        let dialect = SupabaseDialect(
            service: service, project: project, bucket: bucket, prefix: prefix, isSigned: isSigned)
        guard let dialect else { throw unusable(project) }
        let authorizer = SupabaseAuthorizer(
            origin: service, token: credentials.token, tokenFile: credentials.tokenFile, key: credentials.apiKey,
            signature: isSigned ? credentials.uploadSignature : nil)
        return StorageWiring(
            storage: .inOrder(dialect), authorizer: hasKeys || isSigned ? authorizer : nil,
            endpoint: endpoint == nil ? nil : service.redacted, origin: service)
    }

    /// The storage service: beneath the endpoint, which is the whole API's or the service's own URL.
    private static func service(project: String, endpoint: String?) throws(FerryError) -> HTTPLocation {
        guard let endpoint else {
            guard let hosted = SupabaseDialect.hostedService(project: project) else { throw unusable(project) }
            return hosted
        }
        let address = try location(ofEndpoint: endpoint)
        let base = address.path.hasSuffix("/") ? String(address.path.dropLast()) : address.path
        let path = base.hasSuffix("/storage/v1") ? base : base + "/storage/v1"
        guard let service = address.resolving(path) else { throw unusable(project) }
        return service
    }

    private static func unusable(_ project: String) -> FerryError {
        FerryError(
            .destinationWrongProtocol, "the project \(project) is not a name of the hosted service",
            next: "name the reference of the project, or the service's URL with --endpoint")
    }
}
