public import FerryCore

/// One piece of work on media with FFmpeg, in this process and on the calling thread.
///
/// Calls take as long as the work takes: never call them on Swift's cooperative threads. Every call opens the media
/// anew; descriptors are lent and stay open.
public struct FFmpegWork {
    private let source: MediaSource
    private let meter: ProgressMeter

    /// Prepares work; nothing is read yet.
    ///
    /// - Parameters:
    ///   - input: A descriptor open for reading at any place.
    ///   - layout: Which bytes of it are the media, in order; the extents' roles are ignored.
    ///   - limits: What the work may use: pixels, tracks and bytes of output are kept here, the rest is for whoever
    ///     confines the process.
    ///   - ciphers: Of files that are sealed.
    ///   - isCancelled: Asked often, from any thread; the work ends with `cancelled` soon after it says `true`.
    ///   - progress: Called from any thread of the work, at most ten times a second and never twice at once.
    public init(
        input: Int32, layout: ObjectLayout, limits: MediaLimits, ciphers: MediaCiphers = MediaCiphers(),
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (MediaProgress) -> Void = { _ in }
    ) {
        source = MediaSource(
            fileDescriptor: input, layout: layout, limits: limits, isCancelled: isCancelled, ciphers: ciphers)
        meter = ProgressMeter(progress)
    }

    /// Reads all packets and says what the media holds.
    ///
    /// - Throws: `media.*`, `source.*` or `cancelled`.
    public func probe() throws(FerryError) -> MediaProbe {
        try atTheWall { try ProbeRun(source: source, meter: meter).run() }
    }

    /// Makes a rendition.
    ///
    /// - Parameters:
    ///   - task: What to make.
    ///   - output: A descriptor open for reading and writing at any place, empty.
    ///   - log: A descriptor open for reading and writing at any place: the packet log, empty or as an earlier call left it.
    /// - Throws: `media.*`, `source.*`, `spool.full` or `cancelled`.
    public func encode(_ task: MediaEncodeTask, into output: Int32, log: Int32) throws(FerryError) -> MediaEncodeResult
    {
        try atTheWall { try EncodeRun(source: source, task: task, output: output, log: log, meter: meter).run() }
    }

    /// Finds the cheapest setting of the picture's encoder with which windows of the recording reach a quality.
    ///
    /// - Parameters:
    ///   - task: What is to be made, with the settings to begin with.
    ///   - target: Mean XPSNR of luma in dB.
    /// - Throws: `media.*`, `source.*` or `cancelled`.
    public func search(_ task: MediaEncodeTask, target: Double) throws(FerryError) -> QualityFinding {
        try atTheWall { try QualitySearch(source: source, task: task, target: target, meter: meter).run() }
    }

    /// Decodes everything once and says what came out.
    ///
    /// - Parameter task: What is wanted of the decode beside the check itself.
    /// - Throws: `media.*`, `source.*` or `cancelled`.
    public func check(_ task: MediaCheckTask = MediaCheckTask()) throws(FerryError) -> MediaCheckResult {
        try atTheWall { try CheckRun(source: source, task: task, meter: meter).run() }
    }

    /// Lets nothing but the errors of the house leave.
    private func atTheWall<T>(_ work: () throws -> T) throws(FerryError) -> T {
        do {
            return try work()
        } catch let error as FerryError {
            throw error
        } catch let error as FFmpegError {
            throw FailureTranslation.working(error, reader: nil, writer: nil)
        } catch {
            throw FerryError(.mediaNotMedia, "the media cannot be worked on (\(error))")
        }
    }
}
