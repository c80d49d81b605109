extension Receipt {
    /// Where the object is.
    public struct Destination: Sendable, Equatable, Codable {
        /// The protocol.
        public var dialect: String
        /// The object's URL, its query hidden.
        public var location: String
        /// The server's own URL, where ``location`` does not hold it, such as that of a store that speaks S3.
        @Nullable public var endpoint: String?
        /// The object's name.
        public var objectName: String
        /// How what arrived was compared with what was sent.
        public var checked: Check
        /// The server's own checksum, where it gave one.
        @Nullable public var remoteChecksum: Checksum?
        /// Creates a destination.
        public init(
            dialect: String, location: String, endpoint: String? = nil, objectName: String, checked: Check,
            remoteChecksum: Checksum?
        ) {
            self.dialect = dialect
            self.location = location
            self._endpoint = Nullable(wrappedValue: endpoint)
            self.objectName = objectName
            self.checked = checked
            self._remoteChecksum = Nullable(wrappedValue: remoteChecksum)
        }
    }

    /// How far a comparison went.
    public enum Check: String, Sendable, Codable {
        /// The length is the same.
        case length
        /// The server's checksum is the same.
        case checksum
        /// The bytes were read back and hashed.
        case content
    }

    /// A checksum.
    public struct Checksum: Sendable, Equatable, Codable {
        /// Such as `sha-256`.
        public var algorithm: String
        /// Lower-case hex.
        public var value: String
        /// Creates a checksum.
        public init(algorithm: String, value: String) {
            self.algorithm = algorithm
            self.value = value
        }
    }

    /// How the object got there, over all runs of the job.
    public struct Transfer: Sendable, Equatable, Codable {
        /// Slots of the process.
        public var slots: Int
        /// Bytes of a chunk.
        public var chunkBytes: Int64
        /// Chunks of the object.
        public var chunkCount: Int
        /// Requests, with and without a body.
        public var requests: Int
        /// Requests with body bytes that were started.
        public var attempts: Int
        /// Body bytes handed to the network.
        public var bytesSent: Int64
        /// Bytes the server confirmed.
        public var bytesAcknowledged: Int64
        /// Body bytes of every request after the first for the same range.
        public var bytesResent: Int64
        /// Seconds spent waiting after failures, and in requests that stalled.
        public var stalledSeconds: Double
        /// Uploads begun anew because the one before was void.
        public var freshStarts: Int
        /// Where the last run took the upload up; `nil` when it began it.
        @Nullable public var resumedFromBytes: Int64?
        /// Retries by cause.
        public var retries: [RetryCause: Int]
        /// Creates an account of a transfer.
        public init(
            slots: Int, chunkBytes: Int64, chunkCount: Int, requests: Int = 0, attempts: Int = 0, bytesSent: Int64 = 0,
            bytesAcknowledged: Int64 = 0, bytesResent: Int64 = 0, stalledSeconds: Double = 0, freshStarts: Int = 0,
            resumedFromBytes: Int64? = nil, retries: [RetryCause: Int] = [:]
        ) {
            self.slots = slots
            self.chunkBytes = chunkBytes
            self.chunkCount = chunkCount
            self.requests = requests
            self.attempts = attempts
            self.bytesSent = bytesSent
            self.bytesAcknowledged = bytesAcknowledged
            self.bytesResent = bytesResent
            self.stalledSeconds = stalledSeconds
            self.freshStarts = freshStarts
            self._resumedFromBytes = Nullable(wrappedValue: resumedFromBytes)
            self.retries = retries
        }
    }

    /// Where the time went; `nil` for a stage that this job did not pass.
    public struct Stages: Sendable, Equatable, Codable {
        /// Reading or decoding, hashing and syncing the source.
        @Nullable public var intake: Stage?
        /// Reading packets.
        @Nullable public var inspect: Stage?
        /// Making the rendition.
        @Nullable public var encode: Stage?
        /// Decoding the rendition once.
        @Nullable public var check: Stage?
        /// Sending, with all waiting.
        @Nullable public var send: Stage?
        /// Comparing what arrived.
        @Nullable public var confirm: Stage?
        /// No stage passed yet.
        public init() {
            self._intake = Nullable(wrappedValue: nil)
            self._inspect = Nullable(wrappedValue: nil)
            self._encode = Nullable(wrappedValue: nil)
            self._check = Nullable(wrappedValue: nil)
            self._send = Nullable(wrappedValue: nil)
            self._confirm = Nullable(wrappedValue: nil)
        }
    }

    /// One stage.
    public struct Stage: Sendable, Equatable, Codable {
        /// Seconds it took.
        public var seconds: Double
        /// Bytes it handled.
        public var bytes: Int64
        /// Bytes a second; `nil` when it took no measurable time.
        @Nullable public var bytesPerSecond: Double?
        /// Creates a stage.
        public init(seconds: Double, bytes: Int64) {
            self.seconds = seconds
            self.bytes = bytes
            self._bytesPerSecond = Nullable(wrappedValue: seconds > 0 ? Double(bytes) / seconds : nil)
        }
    }

    /// When.
    public struct Times: Sendable, Equatable, Codable {
        /// The bytes were durable.
        public var accepted: Timestamp
        /// The first body byte left in the run that delivered.
        @Nullable public var firstByteSent: Timestamp?
        /// The comparison was done.
        public var delivered: Timestamp
        /// Creates times.
        public init(accepted: Timestamp, firstByteSent: Timestamp?, delivered: Timestamp) {
            self.accepted = accepted
            self._firstByteSent = Nullable(wrappedValue: firstByteSent)
            self.delivered = delivered
        }
    }

    /// By what.
    public struct Versions: Sendable, Equatable, Codable {
        /// This program.
        public var mediaferry: String
        /// libavformat; `nil` where no media was touched.
        @Nullable public var libavformat: String?
        /// libavcodec; `nil` where no media was touched.
        @Nullable public var libavcodec: String?
        /// libcurl.
        public var libcurl: String
        /// Creates versions.
        public init(mediaferry: String, libavformat: String?, libavcodec: String?, libcurl: String) {
            self.mediaferry = mediaferry
            self._libavformat = Nullable(wrappedValue: libavformat)
            self._libavcodec = Nullable(wrappedValue: libavcodec)
            self.libcurl = libcurl
        }
    }
}
