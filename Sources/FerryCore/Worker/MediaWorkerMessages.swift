/// What the parent asks of the media worker: one request, the first and only frame it sends.
///
/// The media comes in on descriptor 0, the rendition goes out on descriptor 1, diagnostics on 2, frames on 3,
/// and the packet log of an encode is on 4.
public struct MediaWorkerRequest: Sendable, Equatable, Codable {
    /// Version of these messages; both ends must have the same.
    public static let currentVersion = 4
    /// Version of the sender.
    public var version: Int
    /// What to do.
    public var task: Task
    /// Which bytes of descriptor 0 are the media, in order.
    public var layout: ObjectLayout
    /// What the work may use; the worker sets these on itself before it reads media.
    public var limits: MediaLimits
    /// How far the worker gives way to other processes: 0 not at all, 19 the most (`nice(2)`); `nil` is 0.
    public var niceness: Int?
    /// The keys of the files that are sealed; this channel is the only place where they are written.
    public var keys: MediaKeys?

    /// What to do with the media.
    public enum Task: Sendable, Equatable, Codable {
        /// Read all packets.
        case probe
        /// Make a rendition.
        case encode(MediaEncodeTask)
        /// Find the cheapest setting with which the picture reaches so many dB XPSNR of luma.
        case search(MediaEncodeTask, target: Double)
        /// Decode everything once.
        case check(MediaCheckTask)
        /// Say what the worker is; no media is read.
        case describe
    }

    /// Creates a request.
    public init(task: Task, layout: ObjectLayout, limits: MediaLimits, keys: MediaKeys? = nil) {
        version = Self.currentVersion
        self.task = task
        self.layout = layout
        self.limits = limits
        self.keys = keys
    }
}

/// What the media worker says: any number of `progress`, then one of the others as its last frame.
public enum MediaWorkerEvent: Sendable, Equatable, Codable {
    /// The work goes on.
    case progress(MediaProgress)
    /// The answer to ``MediaWorkerRequest/Task/probe``.
    case probed(MediaProbe)
    /// The answer to ``MediaWorkerRequest/Task/encode(_:)``.
    case encoded(MediaEncodeResult)
    /// The answer to ``MediaWorkerRequest/Task/search(_:target:)``.
    case searched(QualityFinding)
    /// The answer to ``MediaWorkerRequest/Task/check(_:)``.
    case checked(MediaCheckResult)
    /// The answer to ``MediaWorkerRequest/Task/describe``.
    case described(MediaWorkerDescription)
    /// It could not be done.
    case failed(FerryError)
}
