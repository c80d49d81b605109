public import FerryCore
import Glibc

/// Probes, encodes and checks media in a child process, the media worker, one process for each call.
///
/// A crash, a hang or a limit that is passed there fails that call with a clear error and nothing else: the worker is
/// watched by its progress, stopped with SIGTERM and then SIGKILL, always reaped, and dies with this process.
public final class MediaWorkerClient: MediaProber, MediaEncoder {
    /// Where the worker is and how many of it may run.
    public struct Configuration: Sendable, Equatable {
        /// Path of the executable `mediaferry-media-worker`.
        public var workerPath: String
        /// Workers that run at the same time; more calls wait in their order.
        public var maxConcurrent: Int
        /// Seconds between asking a worker to stop and ending it, and between its answer and its exit.
        public var graceSeconds: Double
        /// How far workers give way to other processes, from 0 to 19; see `nice(2)`.
        public var niceness = 0

        /// Creates a configuration.
        public init(workerPath: String, maxConcurrent: Int = 2, graceSeconds: Double = 1) {
            self.workerPath = workerPath
            self.maxConcurrent = maxConcurrent
            self.graceSeconds = graceSeconds
        }

        /// The worker in the folder of the running executable.
        ///
        /// - Throws: A ``FerryError`` naming the path when there is none.
        public static func besideRunningCommand(maxConcurrent: Int = 2) throws(FerryError) -> Configuration {
            Configuration(workerPath: try WorkerLookup.besideRunningCommand(), maxConcurrent: maxConcurrent)
        }
    }

    private let configuration: Configuration
    private let gate: WorkerGate

    /// Creates a client; nothing is started.
    ///
    /// - Throws: A ``FerryError`` naming the path when no executable is there.
    public init(_ configuration: Configuration) throws(FerryError) {
        _ = try WorkerLookup.checked(configuration.workerPath)
        self.configuration = configuration
        gate = WorkerGate(maxConcurrent: configuration.maxConcurrent)
    }

    /// Reads all packets of a source and says what it holds.
    public func probe(_ media: MediaFile, limits: MediaLimits) async throws(FerryError) -> MediaProbe {
        guard case .probed(let probe) = try await ask(.probe, of: media, limits: limits) else { throw Self.wrongAnswer }
        return probe
    }

    /// Makes a rendition.
    public func encode(
        _ media: MediaFile, into output: Int32, log: Int32, task: MediaEncodeTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaEncodeResult {
        let answer = try await ask(
            .encode(task), of: media, output: output, log: log, limits: limits, progress: progress)
        guard case .encoded(let result) = answer else { throw Self.wrongAnswer }
        return result
    }

    /// Finds the cheapest setting with which the picture reaches a quality.
    public func search(
        _ media: MediaFile, task: MediaEncodeTask, target: Double, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> QualityFinding {
        let answer = try await ask(.search(task, target: target), of: media, limits: limits, progress: progress)
        guard case .searched(let finding) = answer else { throw Self.wrongAnswer }
        return finding
    }

    /// Decodes a finished rendition once and says what it holds.
    public func check(
        _ media: MediaFile, task: MediaCheckTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaCheckResult {
        let answer = try await ask(.check(task), of: media, limits: limits, progress: progress)
        guard case .checked(let result) = answer else { throw Self.wrongAnswer }
        return result
    }

    /// Starts a worker that reads nothing, and says what it is and what confines it.
    public func describe(limits: MediaLimits = MediaLimits()) async throws(FerryError) -> MediaWorkerDescription {
        let nothing = try OwnedDescriptor.null()
        let media = MediaFile(fileDescriptor: nothing.number, layout: ObjectLayout(wholeFile: .asset, length: 0))
        guard case .described(let description) = try await ask(.describe, of: media, limits: limits) else {
            throw Self.wrongAnswer
        }
        return description
    }

    private static let wrongAnswer = FerryError(
        .mediaWorkerCrashed, "the media worker answered something else than it was asked",
        next: "put the executable of the same version beside the command")

    /// Runs one worker for one request; its last message, or the error in it, or the error of its end.
    private func ask(
        _ task: MediaWorkerRequest.Task, of media: MediaFile, output: Int32? = nil, log: Int32? = nil,
        limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void = { _ in }
    ) async throws(FerryError) -> MediaWorkerEvent {
        var request = MediaWorkerRequest(task: task, layout: media.layout, limits: limits, keys: media.keys)
        if configuration.niceness != 0 { request.niceness = configuration.niceness }
        let assignment = WorkerAssignment(
            path: configuration.workerPath, graceSeconds: configuration.graceSeconds,
            media: media.fileDescriptor, output: output, log: log, request: try WorkerMessages.frame(request),
            limits: limits,
            bell: try CancelBell(), progress: progress)
        let event = try await gate.withTurn { () async throws(FerryError) in try await assignment.run() }
        if case .failed(let error) = event { throw error }
        return event
    }
}
