public import FerryCore

/// How sessions on the progressive road compare with those on the plain one, since the start of the process.
public struct RolloutReport: Sendable, Equatable, Codable {
    /// The share of new sessions on the progressive road, 0…100.
    public var percent: Int
    /// Sessions on the progressive road.
    public var progressive: Group
    /// Sessions whose answers are delivered before their reply, as they came.
    public var plain: Group

    /// The media of one group.
    public struct Group: Sendable, Equatable, Codable {
        /// Recordings that were delivered.
        public var delivered = 0
        /// Recordings that were given up.
        public var failed = 0
        /// Seconds from the hand-off to the delivery, on average; `null` while nothing was delivered.
        @Nullable public var averageSeconds: Double?
        /// Seconds that callers waited for their reply, on average; `null` while nobody was answered.
        @Nullable public var averageReplySeconds: Double?
        /// Failed requests that were tried again.
        public var retries = 0
        /// Media bytes that were taken in.
        public var bytesIn: Int64 = 0
        /// Body bytes that were sent for them.
        public var bytesSent: Int64 = 0
        /// Memory of the service in bytes at the deliveries, on average; `null` while nothing was delivered.
        @Nullable public var averageMemoryBytes: Double?

        /// Nothing yet.
        public init() {
            _averageSeconds = Nullable(wrappedValue: nil)
            _averageReplySeconds = Nullable(wrappedValue: nil)
            _averageMemoryBytes = Nullable(wrappedValue: nil)
        }
    }

    /// Puts both groups side by side.
    public init(percent: Int, progressive: Group, plain: Group) {
        self.percent = percent
        self.progressive = progressive
        self.plain = plain
    }
}
