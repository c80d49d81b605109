import FoundationEssentials
import MediaFerry
import UnixSignals

/// One run of `send`: hands the sources in, shows what happens, and ends with the exit code.
struct SendRun {
    let configuration: FerryConfiguration
    let sources: [FerrySource]
    let again: Bool
    let face: FaceKind
    let reportPath: String?
    let printsReport: Bool
    let metrics: RunMetrics?

    /// Sources handed in and not at an end, at most.
    private static let maxOpen = 256

    private enum Ending: Sendable {
        case worked
        case signal(UnixSignal)

        var isWorked: Bool { if case .worked = self { true } else { false } }
    }

    func run() async -> Int32 {
        let clock = SystemFerryClock()
        let face = RunFace(
            kind: self.face, printsResults: !printsReport, sources: sources.count, startedAt: clock.now())
        var configuration = configuration
        configuration.recorders = [face] + (metrics.map { [$0.recorder] } ?? [])
        let ferry: Ferry
        do throws(FerryError) { ferry = try await Ferry(configuration) } catch {
            Console.complain(error)
            return 1
        }
        let destination = (try? Destination(configuration.destination))?.redacted ?? ""
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        ferry.emit(
            .runStarted(.init(sources: sources.count, destination: destination, slots: configuration.send.slots)))
        let ending: Ending
        do throws(FerryError) { ending = try await measured(ferry) { await work(ferry, face, signals) } } catch {
            Console.complain(error)
            await ferry.shutdown()
            return 1
        }
        let report = face.report(finishedAt: clock.now())
        write(report, face)
        let code = face.hasComplaint && ending.isWorked ? 1 : Self.exitCode(report, ending)
        ferry.emit(.runFinished(.init(files: report.files, exitCode: Int(code))))
        face.flush()
        await ferry.shutdown()
        finish(report, face.advice, ending)
        return code
    }

    /// Works, with metrics where they are wanted.
    private func measured(
        _ ferry: Ferry, work: @escaping @Sendable () async -> Ending
    ) async throws(FerryError) -> Ending {
        guard let metrics else { return await work() }
        return try await metrics.during(ferry, work: work)
    }

    /// Works until all sources are at an end or a signal comes. A second signal ends the process at once.
    private func work(_ ferry: Ferry, _ face: RunFace, _ signals: UnixSignalsSequence) async -> Ending {
        let (endings, ending) = AsyncStream.makeStream(of: Ending.self)
        let worker = Task {
            await deliverAll(ferry, face)
            ending.yield(.worked)
        }
        let watch = Task {
            for await signal in signals { ending.yield(.signal(signal)) }
        }
        defer { watch.cancel() }
        var interruption: UnixSignal?
        for await next in endings {
            switch next {
            case .worked: return interruption.map(Ending.signal) ?? .worked
            case .signal(let signal) where interruption == nil:
                interruption = signal
                worker.cancel()
                Task { await ferry.stop() }
            case .signal(let signal): return .signal(signal)
            }
        }
        return .worked
    }

    private func deliverAll(_ ferry: Ferry, _ face: RunFace) async {
        await withTaskGroup(of: Void.self) { group in
            var open = 0
            for source in sources {
                if Task.isCancelled {
                    leave(source, face)
                    continue
                }
                if open >= Self.maxOpen {
                    await group.next()
                    open -= 1
                }
                guard let submission = await submit(source, ferry, face) else { continue }
                open += 1
                group.addTask { await settle(submission, face) }
            }
        }
    }

    /// A source that was not begun when the run was interrupted.
    private func leave(_ source: FerrySource, _ face: RunFace) {
        let error = FerryError(.cancelled, "not begun when the run was interrupted", input: source.label)
        face.ended(nil, state: JobState.end(for: error), source: source.label, error: error)
    }

    private func submit(_ source: FerrySource, _ ferry: Ferry, _ face: RunFace) async -> Submission? {
        do throws(FerryError) {
            let submission = try await ferry.submit(source, again: again)
            submission.givenUp.forEach(face.notice)
            return submission
        } catch {
            face.ended(nil, state: JobState.end(for: error), source: source.label, error: error)
            return nil
        }
    }

    private func settle(_ submission: Submission, _ face: RunFace) async {
        do throws(FerryError) {
            let receipt = try await submission.receipt()
            face.delivered(receipt, source: submission.label, receiptPath: writtenReceipt(receipt, face))
        } catch {
            face.ended(submission.id, state: JobState.end(for: error), source: submission.label, error: error)
        }
    }

    /// Where the receipt's file is; a receipt that could not be written is a fault of the run.
    private func writtenReceipt(_ receipt: Receipt, _ face: RunFace) -> String? {
        guard let directory = configuration.receiptsDirectory else { return nil }
        let path = ReceiptFile.path(of: receipt.jobId, in: directory)
        if (try? ReceiptFile.read(path)) != nil { return path }
        face.complain(
            FerryError(
                .storeUnavailable, "the object is delivered and its receipt could not be written", input: path,
                next: "check the directory named by --receipts and run the same command again"))
        return nil
    }

    private static func exitCode(_ report: RunReport, _ ending: Ending) -> Int32 {
        let files = report.files
        if case .signal(let signal) = ending { return signal == .sigterm ? 143 : 130 }
        if files.failed + files.refused + files.cancelled > 0 { return 1 }
        // A file that was found to be there already may lack media too.
        return report.jobs.contains { $0.outcome == Receipt.Outcome.deliveredWithLoss.rawValue } ? 3 : 0
    }

    /// Writes the report's file; one that cannot be written is a fault of the run.
    private func write(_ report: RunReport, _ face: RunFace) {
        guard let reportPath else { return }
        if let data = try? Self.encode(report), (try? TextFile.replace(reportPath, with: data)) != nil { return }
        face.complain(
            FerryError(
                .storeUnavailable, "the report cannot be written", input: reportPath,
                next: "check the directory named by --report"))
    }

    private static func encode(_ report: RunReport) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(report) + Data("\n".utf8)
    }

    private func finish(_ report: RunReport, _ advice: [String], _ ending: Ending) {
        if printsReport, let data = try? Self.encode(report) {
            Console.output(String(decoding: data.dropLast(), as: UTF8.self))
        }
        if face != .json, face != .quiet {
            (EfficiencySummary.lines(report) + advice).forEach(Console.error)
        }
        if case .signal = ending {
            Console.error("mediaferry: interrupted; the state is kept; to go on:")
            Console.error(ShellWord.line(CommandLine.arguments))
        }
    }
}
