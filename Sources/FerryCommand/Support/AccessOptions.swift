public import ArgumentParser
public import MediaFerry

extension S3Place.Addressing: ExpressibleByArgument {}
extension S3Dialect.ChecksumChoice: ExpressibleByArgument {}

/// How a destination is reached; the same words for every command that asks one.
struct AccessOptions: ParsableArguments {
    @Option(
        help: .init(
            "The storage's own URL instead of the public one. Default: $AWS_ENDPOINT_URL_S3, $AWS_ENDPOINT_URL, $STORAGE_EMULATOR_HOST, $SUPABASE_URL.",
            valueName: "url"))
    var endpoint: String?

    @Option(help: .init("How an s3:// bucket is named in URLs: auto, path or virtual.", valueName: "style"))
    var addressing = S3Place.Addressing.automatic

    @Option(
        help: .init(
            "The checksum that goes to s3:// with every body: auto, crc64nvme, crc32c, md5 or none.",
            valueName: "algorithm"))
    var checksum = S3Dialect.ChecksumChoice.automatic

    @Option(
        help: .init(
            "The variable that holds the destination's bearer token; NAME_FILE holds the path of a file of it instead.",
            valueName: "name"))
    var tokenEnv = "MEDIAFERRY_TOKEN"

    @Option(help: .init("A file of CA certificates (PEM) to trust. Default: $SSL_CERT_FILE.", valueName: "file"))
    var caFile: String?

    /// The CA file: the flag, else `SSL_CERT_FILE`.
    func certificates(_ environment: Environment) -> String? { caFile ?? environment.value("SSL_CERT_FILE") }

    /// The access, as flags and environment say: each storage has its own variables.
    func access(_ dialect: Destination.Dialect?, _ environment: Environment) -> DestinationAccess {
        var access = DestinationAccess()
        access.endpoint = endpoint
        access.addressing = addressing
        access.checksum = checksum
        access.credentials.token = environment.value(tokenEnv)
        access.credentials.tokenFile = environment.value(tokenEnv + "_FILE")
        access.credentials.user = environment.value("MEDIAFERRY_USER")
        access.credentials.password = environment.value("MEDIAFERRY_PASSWORD")
        access.credentials.apiKey = environment.value("SUPABASE_SERVICE_ROLE_KEY") ?? environment.value("SUPABASE_KEY")
        access.credentials.uploadSignature = environment.value("SUPABASE_UPLOAD_TOKEN")
        if dialect == .supabase, endpoint == nil, let url = environment.value("SUPABASE_URL"), !Self.isHosted(url) {
            access.endpoint = url
        }
        return access
    }

    /// `SUPABASE_URL` counts for services of one's own: a hosted project is named by the destination.
    private static func isHosted(_ url: String) -> Bool {
        HTTPLocation(url).map { $0.authority.lowercased().hasSuffix(".supabase.co") } ?? false
    }
}

extension Destination.Dialect {
    /// The protocol of a destination's URL; `nil` when it is no usable one.
    static func of(_ destination: String) -> Destination.Dialect? { (try? Destination(destination))?.dialect }
}
