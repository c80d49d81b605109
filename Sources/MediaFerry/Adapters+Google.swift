import FerryUploadProtocols

extension Adapters {
    /// Google Cloud Storage, or whatever speaks its JSON API at the endpoint.
    static func google(
        bucket: String, prefix: String, endpoint: String?, credentials: FerryCredentials
    ) throws(FerryError) -> StorageWiring {
        let address = try location(ofEndpoint: endpoint ?? GCSDialect.publicEndpoint)
        return StorageWiring(
            storage: .inOrder(GCSDialect(endpoint: address, bucket: bucket, prefix: prefix)),
            authorizer: bearer(address, credentials), endpoint: endpoint == nil ? nil : address.redacted,
            origin: address)
    }

    /// The URL of a storage that was named.
    ///
    /// - Throws: `destination.wrongProtocol`: wrong usage, nothing was started.
    static func location(ofEndpoint text: String) throws(FerryError) -> HTTPLocation {
        guard let location = HTTPLocation(text), !location.path.contains("?") else {
            throw FerryError(
                .destinationWrongProtocol, "the endpoint cannot be used: it is no usable URL",
                next: "name one such as https://host/ with --endpoint")
        }
        return location
    }
}
