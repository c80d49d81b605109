/// What encodes of this machine may take. None of it changes what a rendition shows; threads change its bytes.
public struct EncodeResources: Sendable, Equatable {
    /// Pieces of one picture track that are encoded at the same time.
    public var encoders: Int
    /// Processors of the machine.
    public var processors: Int

    /// The most encoders that one rendition may have.
    public static let maxEncoders = 16
    /// The most encoders that work at the same time without being asked for; each takes memory.
    private static let mostUnasked = 4

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
    /// them, and an encode can go on with another one. libx264 counts three threads for two processors by itself, and no
    /// more than pictures of that height are worth.
    public func applied(to task: MediaEncodeTask) -> MediaEncodeTask {
        var task = task
        task.encoders = encoders
        if let encoding = task.video?.encoding, encoding.threads == 0 {
            let most = Self.mostThreads(lines: encoding.height)
            task.video?.encoding?.threads = encoding.codec == .h264 ? min((processors * 3 + 1) / 2, most) : processors
        }
        return task
    }

    /// How many encoders work at the same time on pieces that are made again below the highest rate, with one thread each:
    /// at least as many as were asked for, and so many that they use what one encoder with its threads would.
    public static func cappedEncoders(asked: Int, threads: Int) -> Int {
        min(max(asked, min(min(threads, 1000) * 2 / 3, mostUnasked), 1), maxEncoders)
    }

    /// The most threads that libx264 gives one encoder by itself: one for each 32 lines.
    private static func mostThreads(lines: Int) -> Int { max(1, (min(lines, 100_000) + 15) / 32) }
}
