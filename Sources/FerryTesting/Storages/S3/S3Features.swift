/// What an S3 server does and wants.
public struct S3Features: Sendable, Hashable {
    /// A key pair that may use the bucket.
    public struct Credentials: Sendable, Hashable {
        /// The access key's name.
        public var accessKey: String
        /// The secret that signs.
        public var secret: String
        /// The session token that must come along; `nil` for keys without one.
        public var sessionToken: String?

        /// Creates a pair.
        public init(accessKey: String, secret: String, sessionToken: String? = nil) {
            self.accessKey = accessKey
            self.secret = secret
            self.sessionToken = sessionToken
        }
    }

    /// The bucket.
    public var bucket = "bucket"
    /// Who may use it; signatures are not looked at when nobody is named.
    public var credentials: [Credentials] = []
    /// Access keys that were good once; they are answered `ExpiredToken`, which is a 400.
    public var expiredKeys: Set<String> = []
    /// The least size of a part that is not the last.
    public var minPartBytes = 5 << 20
    /// How many parts or uploads one page of a listing holds.
    public var pageSize = 1000
    /// The checksum algorithms it knows, in lower case; with none it is a clone that answers 501 to such fields.
    public var checksums: Set<String> = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"]
    /// Whether `If-None-Match: *` is obeyed.
    public var obeysIfNoneMatch = true
    /// By how many seconds its clock is ahead of the machine's.
    public var clockAheadSeconds: Double = 0

    /// A server as Amazon's, without credentials to check.
    public init() {}
}
