public import FerryCore

/// Probes, encodes and checks media with FFmpeg inside this process.
///
/// Strangers' media belongs into a process of its own, the media worker. This is for programs that know where their
/// media comes from and want no second process: a fault in a decoder ends the whole program. Each call runs on a thread
/// of its own; cancelling the task ends the work soon after with `cancelled`. Limits on memory, CPU time and open files
/// are not kept here.
public struct FFmpegEncoder: MediaProber, MediaEncoder {
    private let cipher: (@Sendable (FileKey) -> any ChunkCipher)?

    /// Creates an encoder and sets FFmpeg up.
    ///
    /// - Parameter cipher: Makes the cipher of a file that is sealed; `nil` refuses such files.
    public init(cipher: (@Sendable (FileKey) -> any ChunkCipher)? = nil) {
        self.cipher = cipher
        FFmpegLibraries.warmUp()
    }

    /// See ``MediaProber``.
    public func probe(_ media: MediaFile, limits: MediaLimits) async throws(FerryError) -> MediaProbe {
        try await OwnThread.run { stop throws(FerryError) in
            try work(media, limits, stop) { _ in }.probe()
        }
    }

    /// See ``MediaEncoder``.
    public func encode(
        _ media: MediaFile, into output: Int32, log: Int32, task: MediaEncodeTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaEncodeResult {
        try await OwnThread.run { stop throws(FerryError) in
            try work(media, limits, stop, progress).encode(task, into: output, log: log)
        }
    }

    /// See ``MediaEncoder``.
    public func search(
        _ media: MediaFile, task: MediaEncodeTask, target: Double, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> QualityFinding {
        try await OwnThread.run { stop throws(FerryError) in
            try work(media, limits, stop, progress).search(task, target: target)
        }
    }

    /// See ``MediaEncoder``.
    public func check(
        _ media: MediaFile, task: MediaCheckTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaCheckResult {
        try await OwnThread.run { stop throws(FerryError) in
            try work(media, limits, stop, progress).check(task)
        }
    }

    private func work(
        _ media: MediaFile, _ limits: MediaLimits, _ stop: OwnThread.Stop,
        _ progress: @escaping @Sendable (MediaProgress) -> Void
    ) throws(FerryError) -> FFmpegWork {
        var ciphers = MediaCiphers()
        if let keys = media.keys {
            guard let cipher else {
                throw FerryError(.storeUnavailable, "this encoder cannot read sealed files", next: "give it a cipher")
            }
            ciphers = MediaCiphers(keys, cipher: cipher)
        }
        return FFmpegWork(
            input: media.fileDescriptor, layout: media.layout, limits: limits, ciphers: ciphers,
            isCancelled: { stop.isSet }, progress: progress)
    }
}
