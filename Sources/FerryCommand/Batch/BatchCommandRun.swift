import MediaFerry
import UnixSignals

/// One run of `batch`: works, shows what happens, and ends with the exit code.
struct BatchCommandRun {
    let configuration: BatchConfiguration
    let face: FaceKind
    let output: BatchOutputOptions

    func run() async -> Int32 {
        let clock = SystemFerryClock()
        let face = BatchFace(kind: self.face, printsResults: output.json != "-", clock: clock)
        var configuration = configuration
        configuration.ferry.recorders = [face]
        let batch: BatchFerry
        do throws(FerryError) { batch = try await BatchFerry(configuration, watcher: face) } catch {
            Console.complain(error)
            return 1
        }
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let destination =
            configuration.replaces == nil ? (try? Destination(configuration.ferry.destination))?.redacted : nil
        batch.emit(
            .runStarted(.init(sources: nil, destination: destination ?? "", slots: configuration.ferry.send.slots)))
        let (end, signal) = await work(batch, signals)
        let totals = (try? await batch.totals()) ?? face.totals
        face.finish(totals)
        let report = BatchReport(
            startedAt: face.startedAt, finishedAt: clock.now(), end: end, source: batch.source,
            destination: destination,
            preset: configuration.ferry.preset, totals: totals)
        let isWritten = await write(report, of: batch)
        let code = Self.exitCode(totals, end, signal, isReported: isWritten)
        batch.emit(.runFinished(.init(files: RunReport.Files(totals), exitCode: Int(code))))
        face.flush()
        await batch.shutdown()
        finish(totals, end, signal, seconds: face.seconds)
        return code
    }

    /// Works until the end or a signal. A second signal ends the waiting at once.
    private func work(
        _ batch: BatchFerry, _ signals: UnixSignalsSequence
    ) async -> (BatchRun.End, UnixSignal?) {
        enum Step: Sendable {
            case ended(BatchRun.End)
            case signal(UnixSignal)
        }
        let (steps, step) = AsyncStream.makeStream(of: Step.self)
        let worker = Task { step.yield(.ended(await batch.run())) }
        let watch = Task {
            for await signal in signals { step.yield(.signal(signal)) }
        }
        defer {
            watch.cancel()
            worker.cancel()
        }
        var interruption: UnixSignal?
        for await next in steps {
            switch next {
            case .ended(let end): return (end, interruption)
            case .signal(let signal) where interruption == nil:
                interruption = signal
                Task { await batch.stop() }
            case .signal: return (.stopped, interruption)
            }
        }
        return (.stopped, interruption)
    }

    /// Writes the reports that are asked for; one that cannot be written is a fault of the run.
    private func write(_ report: BatchReport, of batch: BatchFerry) async -> Bool {
        do throws(FerryError) {
            if output.reports.isWanted { try await output.reports.write(report, of: batch) }
            return true
        } catch {
            Console.complain(error)
            return false
        }
    }

    private static func exitCode(
        _ totals: BatchTotals, _ end: BatchRun.End, _ signal: UnixSignal?, isReported: Bool
    ) -> Int32 {
        if let signal { return signal == .sigterm ? 143 : 130 }
        let isBad = totals.ended.contains { !$0.key.isGood && $0.value.items > 0 }
        if isBad || !isReported || totals.open.items > 0 || end != .done { return 1 }
        return totals.count(.deliveredWithLoss) > 0 ? 3 : 0
    }

    private func finish(_ totals: BatchTotals, _ end: BatchRun.End, _ signal: UnixSignal?, seconds: Double) {
        if face != .json, face != .quiet { BatchSummary.lines(totals, seconds: seconds).forEach(Console.error) }
        switch end {
        case .blocked(let error): Console.complain(error)
        case .timeOver:
            Console.error("mediaferry: the time of --max-hours is over; \(totals.open.items) files are still due")
        case .done, .stopped: break
        }
        if signal != nil {
            Console.error("mediaferry: interrupted; the state is kept; to go on:")
        } else if end != .done {
            Console.error("mediaferry: the state is kept; to go on:")
        } else {
            return
        }
        Console.error(ShellWord.line(CommandLine.arguments))
    }
}

extension RunReport.Files {
    /// The counts of a batch in the words of a report; what is still due counts as cancelled.
    init(_ totals: BatchTotals) {
        self.init()
        total = totals.items - totals.count(.removed)
        delivered = totals.count(.delivered) + totals.count(.notSmaller) + totals.count(.replaced)
        deliveredWithLoss = totals.count(.deliveredWithLoss)
        reused = totals.count(.reused)
        refused = totals.count(.refused)
        failed = totals.count(.setAside) + totals.count(.kept)
        cancelled = totals.open.items
    }
}
