public import FerryCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A prober and encoder that does what a script says, for tests of what stands above the ports.
///
/// It decodes nothing: a rendition is a run of bytes that follow from a seed, and its check says what was planned.
public final class ScriptedMediaWorker: MediaProber, MediaEncoder {
    /// What comes of one encode, in the order they are asked for.
    public enum Step: Sendable {
        /// A rendition of so many bytes that is as planned.
        case makes(bytes: Int)
        /// A rendition of so many bytes that is not as planned when it is checked.
        case makesUnsound(bytes: Int)
        /// A rendition of so many bytes, made from a source that was not read to its end.
        case makesPart(bytes: Int, unreadBytes: Int64)
        /// A rendition of so many bytes whose check fails by itself.
        case checkFails(bytes: Int, FerryError)
        /// Nothing but this error.
        case fails(FerryError)
        /// Nothing, until the task is cancelled.
        case hangs
    }

    private struct State {
        var steps: [Step]
        var current: Step?
        var tasks: [MediaEncodeTask] = []
        var checks: [MediaCheckTask] = []
        var probes = 0
        var result: MediaEncodeResult?
        var waiters: [CheckedContinuation<Void, Never>] = []
        var finding: QualityFinding?
        var searches: [Double] = []
    }

    private let state: Mutex<State>
    private let probed: Result<MediaProbe, FerryError>

    /// Creates a worker; every encode beyond the steps fails with `media.workerCrashed`.
    public init(probe: Result<MediaProbe, FerryError>, _ steps: [Step] = []) {
        probed = probe
        state = Mutex(State(steps: steps))
    }

    /// What was to be made so far, in order.
    public var tasks: [MediaEncodeTask] { state.withLock { $0.tasks } }
    /// What was wanted of checks so far, in order.
    public var checks: [MediaCheckTask] { state.withLock { $0.checks } }
    /// How often a source was looked at.
    public var probes: Int { state.withLock { $0.probes } }

    /// The qualities that were searched so far.
    public var searches: [Double] { state.withLock { $0.searches } }
    /// What the next searches find; nothing is found without it.
    public func willFind(_ finding: QualityFinding?) { state.withLock { $0.finding = finding } }

    /// The bytes of a rendition.
    public static func rendition(_ count: Int) -> [UInt8] {
        var random = SeededRandom(seed: UInt64(count))
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// Waits until the n-th encode has begun.
    public func waitForEncode(_ number: Int = 1) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.tasks.count >= number { return continuation.resume() }
                state.waiters.append(continuation)
            }
        }
    }

    /// The scripted probe.
    public func probe(_ media: MediaFile, limits: MediaLimits) async throws(FerryError) -> MediaProbe {
        state.withLock { $0.probes += 1 }
        return try probed.get()
    }

    /// Does the next step.
    public func encode(
        _ media: MediaFile, into output: Int32, log: Int32, task: MediaEncodeTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaEncodeResult {
        let (step, waiters) = begin(task)
        for waiter in waiters { waiter.resume() }
        progress(MediaProgress(secondsDone: (task.expectedSeconds ?? 0) / 2, bytesRead: media.layout.length / 2))
        switch step {
        case .fails(let error): throw error
        case .hangs: throw await Self.cancellation()
        case .makes(let bytes), .makesUnsound(let bytes), .checkFails(let bytes, _):
            return try make(bytes, task, unread: 0, output)
        case .makesPart(let bytes, let unread): return try make(bytes, task, unread: unread, output)
        case nil: throw FerryError(.mediaWorkerCrashed, "the script has no step left")
        }
    }

    /// Finds what it was told to.
    public func search(
        _ media: MediaFile, task: MediaEncodeTask, target: Double, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> QualityFinding {
        let finding = state.withLock { state in
            state.searches.append(target)
            return state.finding
        }
        guard let finding else { throw FerryError(.mediaEmptyRecording, "the script finds nothing") }
        return finding
    }

    /// Says what was planned, unless the step says otherwise.
    public func check(
        _ media: MediaFile, task: MediaCheckTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaCheckResult {
        let (step, result) = state.withLock { state in
            state.checks.append(task)
            return (state.current, state.result)
        }
        if case .checkFails(_, let error) = step { throw error }
        var check: MediaCheckResult
        if let result { check = Self.check(result) } else { check = Self.check(try probed.get()) }
        check.sound = task.sound.map { _ in SoundTally(seconds: 10, silentSeconds: 10) }
        check.pictures = task.pictures.map { _ in PictureTally(seconds: 10) }
        check.extras = task.extras.map(Self.extra)
        if case .makesUnsound = step { check.isIndexInFront = false }
        return check
    }

    private static func check(_ result: MediaEncodeResult) -> MediaCheckResult {
        MediaCheckResult(
            container: result.container.rawValue, isIndexInFront: true, isSeekable: true,
            tracks: result.tracks.map { track in
                MediaCheckResult.CheckedTrack(
                    kind: track.kind, codec: track.codecOut, frames: track.framesOut, firstSeconds: 0,
                    lastSeconds: track.secondsOut, width: track.width, height: track.height)
            })
    }

    private static func check(_ probe: MediaProbe) -> MediaCheckResult {
        MediaCheckResult(
            container: probe.container, isIndexInFront: probe.isIndexInFront, isSeekable: true,
            tracks: probe.tracks.map { track in
                MediaCheckResult.CheckedTrack(
                    kind: track.kind, codec: track.codec, frames: track.packets,
                    firstSeconds: track.firstSeconds ?? 0, lastSeconds: track.lastSeconds ?? 0)
            })
    }

    /// The shortest bytes that begin like such a file.
    private static func extra(_ kind: MediaExtra.Kind) -> MediaExtra {
        let map = StoryboardMap(tileWidth: 16, tileHeight: 9, columns: 1, times: [0], endSeconds: 10)
        return MediaExtra(
            kind: kind, base64: kind == .waveform ? "eyJ2ZXJzaW9uIjoyLCJkYXRhIjpbXX0=" : "/9j/AA==",
            storyboard: kind == .storyboard ? map : nil)
    }

    private func begin(_ task: MediaEncodeTask) -> (Step?, [CheckedContinuation<Void, Never>]) {
        state.withLock { state in
            state.tasks.append(task)
            state.current = state.steps.isEmpty ? nil : state.steps.removeFirst()
            defer { state.waiters = [] }
            return (state.current, state.waiters)
        }
    }

    private static func cancellation() async -> FerryError {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
        return FerryError(.cancelled, "stopped by request")
    }

    private func make(
        _ count: Int, _ task: MediaEncodeTask, unread: Int64, _ output: Int32
    ) throws(FerryError) -> MediaEncodeResult {
        let bytes = Self.rendition(count)
        guard pwrite(output, bytes, count, 0) == count else {
            throw FerryError(.spoolFull, "the rendition cannot be written")
        }
        let probe = try probed.get()
        let outputs =
            [task.video.map { ($0.sourceIndex, $0.encoding?.codec.rawValue) }]
            + [task.audio.map { ($0.sourceIndex, $0.encoding?.codec.rawValue) }]
        let result = MediaEncodeResult(
            layout: ObjectLayout(wholeFile: .rendition, length: Int64(count)), container: task.container,
            tracks: outputs.compactMap { $0 }.compactMap { index, codec in
                probe.tracks.first { $0.index == index }.map { Self.result(of: $0, codec: codec, task) }
            },
            unreadBytes: unread, versions: MediaLibraryVersions(libavformat: "1.2.3", libavcodec: "4.5.6"))
        state.withLock { $0.result = result }
        return result
    }

    private static func result(
        of track: MediaTrack, codec: String?, _ task: MediaEncodeTask
    ) -> MediaEncodeResult.TrackResult {
        let picture = track.kind == .video ? task.video?.encoding : nil
        return MediaEncodeResult.TrackResult(
            sourceIndex: track.index, kind: track.kind, codecIn: track.codec, codecOut: codec ?? track.codec,
            framesIn: track.packets, framesOut: track.packets, secondsIn: track.seconds, secondsOut: track.seconds,
            width: picture?.width ?? track.width, height: picture?.height ?? track.height)
    }
}
