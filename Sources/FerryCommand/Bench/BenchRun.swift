import ArgumentParser
import FerryBench
import FerryLinkShaper
import FoundationEssentials
import MediaFerry
import UnixSignals

/// One run of `bench`: puts a place together, makes the runs, and writes what came of them.
struct BenchRun {
    private let command: BenchUploadCommand
    private let environment: Environment
    private let named: BenchDestinations?
    private let shape: LinkShape?
    private let earlier: BenchReport?
    private let seed: UInt64
    private let text: String?

    /// Reads what the command was told. What is wrong with it is wrong usage; nothing is started.
    init(_ command: BenchUploadCommand, _ environment: Environment) throws {
        self.command = command
        self.environment = environment
        text = try TransferOptions.destination(command.transfer.to, environment)
        named = try text.map { try BenchDestinations($0, dialects: command.dialects) }
        if named == nil { _ = try BenchDestinations.receiver(host: "127.0.0.1:1", dialects: command.dialects) }
        shape = try command.shape?.value()
        if let named, shape != nil, named.host(endpoint: command.transfer.access.endpoint) == nil {
            throw ValidationError(
                "--shape stands before one host: a destination of tus, rufh or PUT, or a storage named with --endpoint")
        }
        earlier = try command.results.compare.map { path in
            guard let data = try? Data(contentsOf: URL(filePath: path)),
                let report = try? JSONDecoder().decode(BenchReport.self, from: data)
            else { throw ValidationError("--compare \(path) is no document of mediaferry bench") }
            return report
        }
        // JSON readers take numbers up to 2^53 whole.
        seed = command.seed ?? UInt64.random(in: 0..<(1 << 53))
    }

    func run() async -> Int32 {
        do throws(FerryError) {
            let place = try BenchPlace()
            let result: Result<Int32, FerryError>
            do throws(FerryError) { result = .success(try await run(place)) } catch { result = .failure(error) }
            await place.clear()
            return try result.get()
        } catch {
            Console.complain(error)
            return 1
        }
    }

    private func run(_ place: BenchPlace) async throws(FerryError) -> Int32 {
        let clock = SystemFerryClock()
        let startedAt = clock.now()
        let destinations = try await destinations(place)
        var settings = FerryBenchRoad.Settings(
            destinations: destinations.urls, directory: place.directory, files: command.filesAtOnce)
        settings.access = command.transfer.access.access(
            destinations.urls.values.first.flatMap(Destination.Dialect.of), environment)
        settings.caFile = command.transfer.access.certificates(environment)
        settings.limits = command.transfer.limits
        settings.retry = RetryPolicy(maxRetries: command.transfer.retries)
        if let shape, let host = destinations.host(endpoint: command.transfer.access.endpoint) {
            settings.connectTo = try await place.shape(shape, before: host, seed: seed)
        }
        let encoding = try await encoding(place)
        let road = FerryBenchRoad(settings)
        let (outcome, signal) = await measure(road, destinations.dialects)
        var report = BenchReport(
            startedAt: startedAt, finishedAt: clock.now(),
            destination: text.flatMap { try? Destination($0).redacted } ?? "embedded receiver",
            shape: shape?.description, seed: seed, machine: machine, runs: outcome.runs, latency: outcome.latency,
            encoding: encoding, bitrate: command.bitrate.map { Double($0.bytes) }, failures: outcome.failures,
            leftBehind: named == nil ? [] : road.leftBehind)
        if let earlier { report.comparison = BenchComparison(report, with: earlier) }
        let isWritten = BenchFiles(results: command.results).write(report)
        BenchTable.lines(report).forEach(command.results.usesOutput ? Console.error : Console.output)
        if let signal { return signal == .sigterm ? 143 : 130 }
        return report.runs.isEmpty || !isWritten ? 1 : 0
    }

    private func destinations(_ place: BenchPlace) async throws(FerryError) -> BenchDestinations {
        if let named { return named }
        let host = try await place.receive()
        guard let receiver = try? BenchDestinations.receiver(host: host, dialects: command.dialects) else {
            throw FerryError(.destinationWrongProtocol, "the dialects are not known")
        }
        return receiver
    }

    /// Makes the runs until all are made or a signal comes.
    private func measure(_ road: FerryBenchRoad, _ dialects: [String]) async -> (BenchSession.Outcome, UnixSignal?) {
        let cells = BenchCell.matrix(
            dialects: dialects, sizes: command.sizes.values, chunkSizes: command.chunkSizes.values,
            slots: command.slots.values)
        let schedule = BenchSchedule(
            cells, rule: StopRule(halfWidth: command.stopAt.value, most: command.repeats), seed: seed)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let (session, seed) = (BenchSession(schedule, seed: seed), seed)
        let work = Task { await session.run(road) { Console.error(BenchTable.line($0)) } }
        Console.error("bench: \(cells.count) combinations, seed \(seed)")
        let watch = Task { () -> UnixSignal? in
            for await signal in signals {
                work.cancel()
                return signal
            }
            return nil
        }
        let outcome = await work.value
        let isCancelled = work.isCancelled
        watch.cancel()
        let signal = await watch.value
        return (outcome, isCancelled ? signal ?? .sigint : nil)
    }

    /// How fast the recording that was named is encoded here.
    private func encoding(_ place: BenchPlace) async throws(FerryError) -> EncodeAdvice? {
        guard let media = command.media else { return nil }
        let bench = EncodeBench(directory: place.directory, workerPath: command.mediaWorker)
        let measured = try await bench.measure(media, preset: .interview)
        return EncodeAdvice(speed: measured.speed, outputBitrate: measured.outputBitrate)
    }

    private var machine: BenchReport.Machine {
        BenchReport.Machine(
            system: ProcessInfo.processInfo.operatingSystemVersionString,
            processors: ProcessInfo.processInfo.activeProcessorCount, mediaferry: FerryVersion.text,
            libcurl: FerryBenchRoad.libcurlVersion, sharesProcess: named == nil || shape != nil)
    }
}
