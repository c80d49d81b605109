extension FerryEvent {
    /// Fields of `run.started`.
    public struct RunStarted: Sendable, Equatable, Codable {
        /// How many sources were named; `nil` where that is found out on the way.
        @Nullable public var sources: Int?
        /// The destination without credentials.
        public var destination: String
        /// The slots.
        public var slots: Int
        /// Creates the fields.
        public init(sources: Int?, destination: String, slots: Int) {
            self._sources = Nullable(wrappedValue: sources)
            self.destination = destination
            self.slots = slots
        }
    }

    /// Fields of `run.finished`.
    public struct RunFinished: Sendable, Equatable, Codable {
        /// How many files ended how.
        public var files: RunReport.Files
        /// The exit code of the command.
        public var exitCode: Int
        /// Creates the fields.
        public init(files: RunReport.Files, exitCode: Int) {
            self.files = files
            self.exitCode = exitCode
        }
    }

    /// Fields of `job.accepted`.
    public struct JobAccepted: Sendable, Equatable, Codable {
        /// The source.
        public var source: Receipt.Source
        /// Creates the fields.
        public init(source: Receipt.Source) { self.source = source }
    }

    /// Fields of `job.planned`.
    public struct JobPlanned: Sendable, Equatable, Codable {
        /// The plan.
        public var plan: MediaPlan
        /// Creates the fields.
        public init(plan: MediaPlan) { self.plan = plan }
    }

    /// Fields of `job.state`.
    public struct JobStateChange: Sendable, Equatable, Codable {
        /// The state before; `nil` for a job that is new.
        @Nullable public var from: JobState?
        /// The state now.
        public var to: JobState
        /// Creates the fields.
        public init(from: JobState?, to: JobState) {
            self._from = Nullable(wrappedValue: from)
            self.to = to
        }
    }

    /// Fields of `encode.progress`.
    public struct EncodeProgress: Sendable, Equatable, Codable {
        /// 0…100, never falling.
        @Nullable public var percent: Double?
        /// Seconds of media done, from its start.
        public var secondsDone: Double
        /// Seconds of media in all.
        @Nullable public var secondsTotal: Double?
        /// Seconds until the encode is done.
        @Nullable public var etaSeconds: Double?
        /// Creates the fields.
        public init(percent: Double?, secondsDone: Double, secondsTotal: Double?, etaSeconds: Double?) {
            self._percent = Nullable(wrappedValue: percent)
            self.secondsDone = secondsDone
            self._secondsTotal = Nullable(wrappedValue: secondsTotal)
            self._etaSeconds = Nullable(wrappedValue: etaSeconds)
        }
    }

    /// Fields of `upload.progress`. Progress is acknowledged bytes.
    public struct UploadProgress: Sendable, Equatable, Codable {
        /// Bytes the server confirmed.
        public var acknowledgedBytes: Int64
        /// Body bytes handed to the network by this run.
        public var sentBytes: Int64
        /// Bytes of the object.
        @Nullable public var totalBytes: Int64?
        /// Acknowledged bytes in percent of all.
        @Nullable public var percent: Double?
        /// Acknowledged bytes a second of late.
        @Nullable public var bytesPerSecond: Double?
        /// Seconds until all is acknowledged at that rate.
        @Nullable public var etaSeconds: Double?
        /// Creates the fields.
        public init(
            acknowledgedBytes: Int64, sentBytes: Int64, totalBytes: Int64?, percent: Double?, bytesPerSecond: Double?,
            etaSeconds: Double?
        ) {
            self.acknowledgedBytes = acknowledgedBytes
            self.sentBytes = sentBytes
            self._totalBytes = Nullable(wrappedValue: totalBytes)
            self._percent = Nullable(wrappedValue: percent)
            self._bytesPerSecond = Nullable(wrappedValue: bytesPerSecond)
            self._etaSeconds = Nullable(wrappedValue: etaSeconds)
        }
    }

    /// Fields of `chunk.started`.
    public struct ChunkStarted: Sendable, Equatable, Codable {
        /// The chunk's place, from 0.
        public var index: Int
        /// First byte in the object.
        public var offset: Int64
        /// Bytes of the request's body.
        public var length: Int64
        /// Counts the requests with body bytes of the job, from 1.
        public var attempt: Int
        /// Creates the fields.
        public init(index: Int, offset: Int64, length: Int64, attempt: Int) {
            self.index = index
            self.offset = offset
            self.length = length
            self.attempt = attempt
        }
    }

    /// Fields of `chunk.acknowledged`: the same as those of `chunk.started`, with the bytes that were kept as length.
    public typealias ChunkAcknowledged = ChunkStarted

    /// Fields of `upload.retry`.
    public struct UploadRetry: Sendable, Equatable, Codable {
        /// Why.
        public var cause: RetryCause
        /// The HTTP status, where there was one.
        @Nullable public var status: Int?
        /// Failures in a row, from 1.
        public var attempt: Int
        /// Seconds until the next attempt.
        public var delaySeconds: Double
        /// Creates the fields.
        public init(cause: RetryCause, status: Int?, attempt: Int, delaySeconds: Double) {
            self.cause = cause
            self._status = Nullable(wrappedValue: status)
            self.attempt = attempt
            self.delaySeconds = delaySeconds
        }
    }

    /// Fields of `upload.rewound`; only after it may acknowledged bytes fall.
    public struct UploadRewound: Sendable, Equatable, Codable {
        /// Acknowledged bytes before.
        public var fromBytes: Int64
        /// Acknowledged bytes now.
        public var toBytes: Int64
        /// Why.
        public var reason: String
        /// Creates the fields.
        public init(fromBytes: Int64, toBytes: Int64, reason: String) {
            self.fromBytes = fromBytes
            self.toBytes = toBytes
            self.reason = reason
        }
    }

    /// Fields of `decision`.
    public struct Decision: Sendable, Equatable, Codable {
        /// What was decided: `chunkBytes`, `slots`, `preset`, `bitrate` or `retry`.
        public var what: String
        /// The value before.
        @Nullable public var from: String?
        /// The value now.
        public var to: String
        /// Why.
        public var reason: String
        /// Whether it is done; `false` for what is only suggested.
        public var applied: Bool
        /// Creates the fields.
        public init(what: String, from: String?, to: String, reason: String, applied: Bool = true) {
            self.what = what
            self._from = Nullable(wrappedValue: from)
            self.to = to
            self.reason = reason
            self.applied = applied
        }
    }

    /// Fields of `milestone`.
    public struct MilestonePassed: Sendable, Equatable, Codable {
        /// 10, 25, 50, 75, 90, 95 or 100.
        public var percent: Int
        /// Creates the fields.
        public init(percent: Int) { self.percent = percent }
    }

    /// Fields of `job.delivered`.
    public struct JobDelivered: Sendable, Equatable, Codable {
        /// The whole receipt.
        public var receipt: Receipt
        /// Creates the fields.
        public init(receipt: Receipt) { self.receipt = receipt }
    }

    /// Fields of `job.failed`, `job.refused` and `job.cancelled`.
    public struct JobEnded: Sendable, Equatable, Codable {
        /// Why.
        public var error: FerryError
        /// Creates the fields.
        public init(error: FerryError) { self.error = error }
    }
}
