/// An open file of media, lent for the length of one call.
public struct MediaFile: Sendable {
    /// A descriptor open for reading at any place; its position is not used and may change.
    public var fileDescriptor: Int32
    /// Which bytes of the file make up the media, in order; roles are ignored.
    public var layout: ObjectLayout
    /// The keys of the files of the work, this one and those that are written, where they are sealed; see
    /// ``SealedFormat``.
    public var keys: MediaKeys?

    /// Lends a descriptor.
    public init(fileDescriptor: Int32, layout: ObjectLayout, keys: MediaKeys? = nil) {
        self.fileDescriptor = fileDescriptor
        self.layout = layout
        self.keys = keys
    }
}

/// The port that looks into media.
public protocol MediaProber: Sendable {
    /// Reads all packets of a source and says what it holds.
    ///
    /// - Throws: ``FerryError`` with a `media.*` code when the bytes are no media or may not be opened.
    func probe(_ media: MediaFile, limits: MediaLimits) async throws(FerryError) -> MediaProbe
}

/// The port that makes and checks renditions.
public protocol MediaEncoder: Sendable {
    /// Makes a rendition.
    ///
    /// - Parameters:
    ///   - media: The source, and the keys of all files of the work.
    ///   - output: A descriptor open for reading and writing at any place, empty but for the head of a sealed
    ///     file; it holds the rendition's bytes after.
    ///   - log: A descriptor open for reading and writing at any place, of a file that is empty or as an earlier call
    ///     for the same source left it: finished pieces stand there, and with the same task the work goes on behind them.
    ///   - task: What to make.
    ///   - limits: What the work may use.
    ///   - progress: Called now and then, from any thread.
    /// - Throws: ``FerryError`` with a `media.*` code, `spool.full` or `cancelled`.
    func encode(
        _ media: MediaFile, into output: Int32, log: Int32, task: MediaEncodeTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaEncodeResult

    /// Finds the cheapest setting of the picture's encoder with which windows of the recording reach a quality.
    ///
    /// - Parameters:
    ///   - media: The source.
    ///   - task: What is to be made, with the settings to begin with.
    ///   - target: Mean XPSNR of luma in dB.
    ///   - limits: What the work may use.
    ///   - progress: Called now and then, from any thread; its seconds stay at 0.
    /// - Throws: ``FerryError`` with a `media.*` code or `cancelled`.
    func search(
        _ media: MediaFile, task: MediaEncodeTask, target: Double, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> QualityFinding

    /// Decodes a finished rendition once and says what it holds.
    ///
    /// - Parameters:
    ///   - media: The rendition.
    ///   - task: What is wanted of the decode beside the check itself.
    ///   - limits: What the work may use.
    ///   - progress: Called now and then, from any thread.
    /// - Throws: ``FerryError`` with a `media.*` code when it cannot be read at all.
    func check(
        _ media: MediaFile, task: MediaCheckTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaCheckResult
}

extension MediaEncoder {
    /// Decodes a finished rendition once and says what it holds, and nothing else.
    ///
    /// - Throws: ``FerryError`` with a `media.*` code when it cannot be read at all.
    public func check(
        _ media: MediaFile, limits: MediaLimits, progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaCheckResult {
        try await check(media, task: MediaCheckTask(), limits: limits, progress: progress)
    }
}

/// How far the work on media has come.
public struct MediaProgress: Sendable, Equatable, Codable {
    /// Seconds of media done, from the start of the media.
    public var secondsDone: Double
    /// Bytes of the source read so far.
    public var bytesRead: Int64

    /// Creates a progress.
    public init(secondsDone: Double, bytesRead: Int64) {
        self.secondsDone = secondsDone
        self.bytesRead = bytesRead
    }
}

/// What the work on one piece of media may use.
public struct MediaLimits: Sendable, Equatable, Codable {
    /// Pixels of one picture as coded.
    public var maxPixels: Int
    /// Tracks of one source.
    public var maxTracks: Int
    /// Address space of the worker in bytes.
    public var maxMemoryBytes: Int64
    /// CPU seconds of the worker.
    public var maxCPUSeconds: Int
    /// Bytes of the rendition.
    public var maxOutputBytes: Int64
    /// Descriptors the worker may have open.
    public var maxOpenFiles: Int
    /// Seconds without any progress after which the worker is stopped.
    public var stallSeconds: Double

    /// Creates limits; the defaults fit a probe. Pixels: 10 % above 3840 × 2160.
    public init(
        maxPixels: Int = 9_123_840, maxTracks: Int = 16, maxMemoryBytes: Int64 = 3 << 30, maxCPUSeconds: Int = 120,
        maxOutputBytes: Int64 = 1 << 40, maxOpenFiles: Int = 32, stallSeconds: Double = 60
    ) {
        self.maxPixels = maxPixels
        self.maxTracks = maxTracks
        self.maxMemoryBytes = maxMemoryBytes
        self.maxCPUSeconds = maxCPUSeconds
        self.maxOutputBytes = maxOutputBytes
        self.maxOpenFiles = maxOpenFiles
        self.stallSeconds = stallSeconds
    }
}
