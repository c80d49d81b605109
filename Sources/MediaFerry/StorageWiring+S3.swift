import FerryUploadProtocols

extension StorageWiring {
    /// Amazon S3, or whatever speaks its protocol at the endpoint; what is not given stands in the standard AWS
    /// environment.
    static func s3(
        bucket: String, prefix: String, _ access: DestinationAccess
    ) async throws(FerryError) -> StorageWiring {
        let source = AWSStandardSource(variables: access.credentials.variables)
        let environment = try await source.environment()
        let named = try (access.endpoint ?? environment.s3Endpoint).map { text throws(FerryError) in
            try location(ofEndpoint: text)
        }
        guard let region = environment.region ?? named.map({ _ in usualRegion }) else {
            throw FerryError(
                .destinationWrongProtocol, "the region of the bucket is not known",
                next: "set AWS_REGION, or region in the AWS profile")
        }
        let place = try S3Place(
            bucket: bucket, prefix: prefix, region: region, endpoint: named,
            addressing: addressing(access.addressing, environment))
        let origin = HTTPLocation(place.endpoint)
        return StorageWiring(
            storage: .parts(S3Dialect(place: place, checksum: checksum(access.checksum, environment))),
            authorizer: origin.map {
                SigV4Authorizer(scope: CredentialScope(origin: $0), region: region, source: source)
            },
            endpoint: named?.redacted, origin: origin)
    }

    /// What the servers of others expect in signatures where no region is set.
    private static let usualRegion = "us-east-1"

    private static func addressing(
        _ wanted: S3Place.Addressing, _ environment: AWSEnvironment
    ) -> S3Place.Addressing {
        guard wanted == .automatic, let style = environment.s3Addressing else { return wanted }
        return switch style {
        case .path: .path
        case .virtual: .virtual
        case .auto: .automatic
        }
    }

    /// Where no more than what is required is asked for, bodies go with the MD5 that every storage takes.
    private static func checksum(
        _ wanted: S3Dialect.ChecksumChoice, _ environment: AWSEnvironment
    ) -> S3Dialect.ChecksumChoice {
        wanted == .automatic && environment.sendsOptionalChecksums == false ? .md5 : wanted
    }
}
