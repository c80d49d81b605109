public import FerryBench
import FerryCurl
import FoundationEssentials
import Glibc
import Synchronization

/// The real road as a bench goes it: each run has a state directory and files of its own, sends them with the preset
/// `none`, and deletes afterwards what it wrote at the destination.
public final class FerryBenchRoad: BenchRoad {
    /// What all runs share.
    public struct Settings: Sendable {
        /// The destination's URL for each dialect.
        public var destinations: [String: String]
        /// An empty directory for files and state.
        public var directory: String
        /// Files of a run that are sent at once.
        public var files: Int
        /// How destinations are reached.
        public var access = DestinationAccess()
        /// A file of certificates (PEM) that alone are trusted.
        public var caFile: String?
        /// Where connections go instead of where URLs say; see ``FerryConfiguration/connectTo``.
        public var connectTo: String?
        /// The time limits of each request.
        public var limits = TransferLimits()
        /// The retry rule of each file.
        public var retry = RetryPolicy()

        /// Creates settings.
        public init(destinations: [String: String], directory: String, files: Int) {
            self.destinations = destinations
            self.directory = directory
            self.files = files
        }
    }

    private let settings: Settings
    private let clock = ContinuousClock()
    private let origin = ContinuousClock().now
    private let left = Mutex<[String]>([])

    /// A road.
    public init(_ settings: Settings) { self.settings = settings }

    /// The version of the library that sends.
    public static var libcurlVersion: String { CurlTransport.libraryVersion }

    /// Places of objects that could not be deleted, up to a thousand.
    public var leftBehind: [String] { left.withLock { $0 } }

    /// Sends files of a cell and waits until all are delivered.
    public func run(_ step: BenchSchedule.Step, seed: UInt64) async throws(FerryError) -> BenchMeasurement {
        let directory = "\(settings.directory)/run-\(String(seed, radix: 16))"
        guard mkdir(directory, 0o700) == 0 else {
            throw FerryError(
                .storeUnavailable, "a directory cannot be made: \(String(cString: strerror(errno)))", input: directory)
        }
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var random = SplitMix64(seed: seed)
        var paths: [String] = []
        for index in 0..<settings.files {
            let path = "\(directory)/mediaferry-bench-\(String(seed, radix: 16))-\(index).bin"
            try IncompressibleFile.write(step.cell.bytes, to: path, seed: random.next())
            paths.append(path)
        }
        let meter = BenchMeter()
        let ferry = try await Ferry(try configuration(step.cell, directory, meter))
        let result = await withTaskCancellationHandler {
            await send(paths, ferry, meter, step)
        } onCancel: {
            Task { await ferry.stop() }
        }
        note(await ferry.giveUpUnfinished())
        await ferry.shutdown()
        return try result.get()
    }

    private func send(
        _ paths: [String], _ ferry: Ferry, _ meter: BenchMeter, _ step: BenchSchedule.Step
    ) async -> Result<BenchMeasurement, FerryError> {
        let (begin, cpu) = (meter.now, ProcessorTime.seconds)
        let startSeconds = (clock.now - origin) / .seconds(1)
        var receipts: [Receipt] = []
        do throws(FerryError) {
            var submissions: [Submission] = []
            for path in paths { submissions.append(try await ferry.submit(.file(path: path))) }
            for submission in submissions { receipts.append(try await submission.receipt()) }
        } catch {
            await ferry.stop()
            await remove(receipts, ferry)
            return .failure(error)
        }
        let (heard, spent) = (meter.heard, ProcessorTime.seconds - cpu)
        await remove(receipts, ferry)
        guard let seconds = heard.seconds, heard.acknowledged > 0 else {
            return .failure(FerryError(.destinationWrongProtocol, "nothing was acknowledged on the way"))
        }
        let run = BenchReport.Run(
            cell: step.cell, files: paths.count, turn: step.turn, startSeconds: startSeconds, seconds: seconds,
            goodput: Double(heard.acknowledged) / seconds, timeToFirstByte: heard.firstByte.map { $0 - begin },
            chunkSeconds: .init(heard.latency), retries: heard.retries,
            stalledSeconds: receipts.reduce(0) { $0 + $1.transfer.stalledSeconds }, cpuSeconds: spent,
            memoryBytes: heard.memoryBytes, phases: heard.phases)
        return .success(BenchMeasurement(run: run, latency: heard.latency))
    }

    private func remove(_ receipts: [Receipt], _ ferry: Ferry) async {
        for receipt in receipts where await !ferry.remove(receipt) {
            note([HTTPLocation(receipt.destination.location)?.redacted ?? receipt.destination.objectName])
        }
    }

    private func note(_ places: [String]) { left.withLock { $0 = Array(($0 + places).prefix(1000)) } }

    private func configuration(
        _ cell: BenchCell, _ directory: String, _ meter: BenchMeter
    ) throws(FerryError) -> FerryConfiguration {
        guard let destination = settings.destinations[cell.dialect] else {
            throw FerryError(.destinationWrongProtocol, "no destination speaks \(cell.dialect)")
        }
        var configuration = FerryConfiguration(destination: destination, stateDirectory: directory + "/state")
        configuration.preset = .none
        configuration.access = settings.access
        configuration.caFile = settings.caFile
        configuration.connectTo = settings.connectTo
        configuration.recorders = [meter]
        configuration.listening = { meter.listening(to: $0) }
        configuration.send = SendSettings(
            chunkBytes: cell.chunkBytes, slots: cell.slots, retry: settings.retry, limits: settings.limits)
        return configuration
    }
}

/// Processor time of this process.
enum ProcessorTime {
    /// Seconds so far, in the program and in the kernel for it (`getrusage(2)`).
    static var seconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let parts = [usage.ru_utime, usage.ru_stime]
        return parts.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
