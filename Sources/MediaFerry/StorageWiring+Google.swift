import FerryUploadProtocols

extension StorageWiring {
    /// Google Cloud Storage, or whatever speaks its JSON API at the endpoint. `STORAGE_EMULATOR_HOST`, with or without
    /// a scheme, is a server that needs no credentials and gets none.
    static func google(
        bucket: String, prefix: String, _ access: DestinationAccess, network: any HTTPTransport
    ) throws(FerryError) -> StorageWiring {
        let (credentials, variables) = (access.credentials, access.credentials.variables)
        let emulator = variables["STORAGE_EMULATOR_HOST"].flatMap { $0.isEmpty ? nil : $0 }
        let named = access.endpoint ?? emulator.map { $0.contains("://") ? $0 : "http://\($0)" }
        let address = try location(ofEndpoint: named ?? GCSDialect.publicEndpoint)
        return StorageWiring(
            storage: .inOrder(GCSDialect(endpoint: address, bucket: bucket, prefix: prefix)),
            authorizer: GoogleAuthorizer.standard(
                origin: address, token: credentials.token, tokenFile: credentials.tokenFile, variables: variables,
                transport: network),
            endpoint: named == nil ? nil : address.redacted, origin: address)
    }
}
