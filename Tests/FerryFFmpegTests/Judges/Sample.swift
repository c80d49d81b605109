import FerryCore
import Foundation
import Synchronization

@testable import FerryFFmpeg

/// A file of `Samples/media` or of the test itself, opened for one test.
struct Sample: Sendable {
    /// The folder of the media samples.
    static let folder = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        .appending(path: "Samples/media")

    /// Bytes of the file.
    let data: Data
    /// The file, open.
    let file: ScratchFile

    /// Opens a sample by its name, such as `hard/phone_rot90.mp4`.
    init(_ name: String) throws { try self.init(data: Data(contentsOf: Self.folder.appending(path: name))) }

    /// Opens bytes as if they were a sample.
    init(data: Data) throws {
        self.data = data
        file = try ScratchFile()
        try file.write(data)
    }

    /// The whole file as a layout.
    var layout: ObjectLayout { ObjectLayout(wholeFile: .asset, length: Int64(data.count)) }

    /// Work on it in the calling thread.
    func work(
        limits: MediaLimits = MediaLimits(), isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (MediaProgress) -> Void = { _ in }
    ) -> FFmpegWork {
        FFmpegWork(
            input: file.descriptor, layout: layout, limits: limits, isCancelled: isCancelled, progress: progress)
    }

    /// Everything the packets show.
    func probe() throws -> MediaProbe { try work().probe() }

    /// Makes a rendition.
    func encode(_ task: MediaEncodeTask, limits: MediaLimits = MediaLimits()) throws -> Rendition {
        let (output, log) = (try ScratchFile(), try ScratchFile())
        let result = try work(limits: limits).encode(task, into: output.descriptor, log: log.descriptor)
        return Rendition(result: result, file: output)
    }
}

/// A made rendition and the file that holds it.
struct Rendition {
    let result: MediaEncodeResult
    let file: ScratchFile

    /// The worker's own check of it.
    func check() throws -> MediaCheckResult {
        try FFmpegWork(input: file.descriptor, layout: result.layout, limits: MediaLimits()).check()
    }

    /// A file with the object's bytes in the order of the layout, for other programs.
    func assembled() throws -> ScratchFile {
        let whole = try Data(contentsOf: file.url)
        var object = Data()
        for extent in result.layout.extents { object += whole[Int(extent.offset)..<Int(extent.end)] }
        let copy = try ScratchFile()
        try copy.write(object)
        return copy
    }

    /// The object as a source of its own.
    func reopened() throws -> Sample {
        let object = try assembled()
        return try Sample(data: Data(contentsOf: object.url))
    }

    /// The result of the track of a kind.
    func track(_ kind: MediaTrack.Kind) -> MediaEncodeResult.TrackResult? { result.tracks.first { $0.kind == kind } }
}

/// A file of its own in the temporary folder that goes away with its owner.
final class ScratchFile: Sendable {
    let url: URL
    let descriptor: Int32

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "ferry-\(UUID().uuidString)")
        descriptor = open(url.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func write(_ data: Data) throws { try data.write(to: url) }

    /// All its bytes; the file lives until they are read.
    func contents() throws -> Data {
        defer { withExtendedLifetime(self) {} }
        return try Data(contentsOf: url)
    }

    deinit {
        close(descriptor)
        unlink(url.path)
    }
}

/// Counts how often it was asked.
final class CallCount: Sendable {
    private let calls = Atomic<Int>(0)
    /// The number of this call, from 1.
    func next() -> Int { calls.add(1, ordering: .relaxed).newValue }
}
