import FerryCore
import FerryMediaWorker
import Foundation
import Synchronization

/// How much memory and address space one media worker takes for one piece of work; `Scripts/bench worker` asks for many.
///
/// One process measures one piece of work: the peak of resident memory is that of all workers that it started.
struct FootprintBenchmark {
    private let work: String
    private let encoders: Int
    private let media: OpenedFile
    private let client: MediaWorkerClient

    /// Takes `probe|PRESET ENCODERS SOURCE`.
    init(_ arguments: ArraySlice<String>) throws {
        let words = Array(arguments)
        guard words.count == 3, let encoders = Int(words[1]) else { throw CocoaError(.formatting) }
        (work, self.encoders) = (words[0], encoders)
        media = try OpenedFile(words[2], O_RDONLY)
        client = try MediaWorkerClient(.besideRunningCommand(maxConcurrent: 1))
    }

    /// Does the work and prints one line of JSON.
    func run() async throws {
        let watch = AddressSpaceWatch()
        let limit = try await limit()
        let peak = watch.end()
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        let report = Report(memory: Int64(usage.ru_maxrss) << 10, addressSpace: peak, limit: limit)
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
    }

    private struct Report: Encodable {
        /// Peak bytes that were resident.
        var memory: Int64
        /// Peak bytes of address space that were seen.
        var addressSpace: Int64
        /// Bytes of address space that the worker may take.
        var limit: Int64
    }

    /// Does the work as the media stage does; the address space that it may take.
    private func limit() async throws -> Int64 {
        let file = MediaFile(fileDescriptor: media.descriptor, layout: media.layout)
        let probing = MediaLimits.probing(bytes: media.layout.length)
        let probe = try await client.probe(file, limits: probing)
        guard work != "probe" else { return probing.maxMemoryBytes }
        guard let preset = Preset(rawValue: work),
            let planned = try MediaPlanner.plan(probe: probe, preset: preset).task
        else { throw BenchFolder.Failure(text: "there is nothing to do for \(work)") }
        let resources = EncodeResources(encoders: encoders, processors: ProcessInfo.processInfo.activeProcessorCount)
        var task = resources.applied(to: planned)
        task.audio?.health = .standard
        let limits = MediaLimits.encoding(task, of: probe)
        let folder = try BenchFolder()
        let (output, log) = (try folder.empty("made"), try folder.empty("pieces"))
        _ = try await client.encode(
            file, into: output.descriptor, log: log.descriptor, task: task, limits: limits, progress: { _ in })
        return limits.maxMemoryBytes
    }
}

/// Looks at the address space of this process's children, again and again, on a thread of its own.
private final class AddressSpaceWatch: Sendable {
    private let peak = Atomic<Int64>(0)
    private let isOver = Atomic<Bool>(false)

    init() {
        Thread.detachNewThread { [self] in
            while !isOver.load(ordering: .relaxed) {
                peak.max(Self.largest, ordering: .relaxed)
                usleep(20_000)
            }
        }
    }

    /// The most that was seen.
    func end() -> Int64 {
        isOver.store(true, ordering: .relaxed)
        return peak.load(ordering: .relaxed)
    }

    private static var largest: Int64 {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        let children = threads.flatMap { thread in
            text("/proc/self/task/\(thread)/children").split(separator: " ").map(String.init)
        }
        return children.map { bytes(in: text("/proc/\($0)/status")) }.max() ?? 0
    }

    private static func bytes(in status: String) -> Int64 {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmPeak:") }) else { return 0 }
        return (Int64(line.filter(\.isNumber)) ?? 0) << 10
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
