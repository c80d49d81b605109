/// What encodes of this machine may take. None of it changes what a rendition shows; threads change its bytes.
public struct EncodeResources: Sendable, Equatable {
    /// Pieces of one picture track that are encoded at the same time.
    public var encoders: Int
    /// Processors of the machine.
    public var processors: Int

    /// The most encoders that one rendition may have.
    public static let maxEncoders = 16
    /// Address space that each further encoder, with a decoder of its own, may take.
    static let bytesPerEncoder: Int64 = 1 << 30

    /// Creates resources.
    ///
    /// - Parameters:
    ///   - encoders: From 1 to ``maxEncoders``; others are brought there.
    ///   - processors: At least 1.
    public init(encoders: Int = 1, processors: Int = 1) {
        self.encoders = min(max(1, encoders), Self.maxEncoders)
        self.processors = max(1, processors)
    }

    /// The task with its encoders, and with threads for each of them where it names none.
    ///
    /// Threads depend on the machine alone, never on the number of encoders: so a rendition is the same for any number of
    /// them, and an encode can go on with another one. libx264 counts three threads for two processors by itself.
    public func applied(to task: MediaEncodeTask) -> MediaEncodeTask {
        var task = task
        task.encoders = encoders
        if let encoding = task.video?.encoding, encoding.threads == 0 {
            task.video?.encoding?.threads = encoding.codec == .h264 ? (processors * 3 + 1) / 2 : processors
        }
        return task
    }

    /// The limits of one encoder, widened for all of them.
    public func applied(to limits: MediaLimits) -> MediaLimits {
        var limits = limits
        limits.maxMemoryBytes += Int64(encoders - 1) * Self.bytesPerEncoder
        return limits
    }
}
