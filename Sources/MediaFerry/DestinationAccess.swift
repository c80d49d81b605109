public import FerryUploadProtocols

/// How a destination is reached: its URL names a place, this names the server that has it and what it is opened with.
public struct DestinationAccess: Sendable {
    /// The storage's own URL instead of the public one, for buckets at services and emulators elsewhere; such as
    /// `http://127.0.0.1:9023/` for `gs://`. For `s3://` the AWS environment may name one too.
    public var endpoint: String?
    /// What it is opened with.
    public var credentials = FerryCredentials()
    /// How an `s3://` bucket is named in URLs; `automatic` follows the AWS profile, and is the path at endpoints of
    /// one's own.
    public var addressing = S3Place.Addressing.automatic
    /// Which checksum goes with bodies to `s3://`; `automatic` is CRC-64/NVME, and less where the storage refuses it or
    /// the AWS environment asks for no more than is required.
    public var checksum = S3Dialect.ChecksumChoice.automatic

    /// Creates the access to a public service with the credentials of the environment's standard places.
    public init() {}
}
