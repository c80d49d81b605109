public import FerryCore
import Glibc

extension WorkerWatch {
    /// What a worker that has ended leaves: its answer, or an error that names what happened.
    ///
    /// - Parameters:
    ///   - exit: How it ended, once everything it said was handed to ``spoke(_:now:)``.
    ///   - lastWords: The last line of its diagnostics, already free of control characters; may be empty.
    public func outcome(_ exit: WorkerExit, lastWords: String = "") -> Result<MediaWorkerEvent, FerryError> {
        switch state {
        case .answered(let event, _) where exit == .exited(0), .stopping(.lingered(let event), _, _):
            .success(event)
        case .running, .answered:
            .failure(fault(of: exit, lastWords: lastWords))
        case .stopping(.cancelled, _, _):
            .failure(FerryError(.cancelled, "the work on the media was stopped by request"))
        case .stopping(.stalled, _, _):
            .failure(
                FerryError(
                    .mediaWorkerStopped,
                    "the media worker made no progress for \(Self.text(limits.stallSeconds)) s and was stopped"))
        case .stopping(.misspoke(let reason), _, _):
            .failure(FerryError(.mediaWorkerCrashed, "the media worker cannot be understood: \(reason)"))
        }
    }

    private func fault(of exit: WorkerExit, lastWords: String) -> FerryError {
        switch exit {
        case .signaled(SIGXCPU):
            FerryError(
                .mediaWorkerStopped, "the media worker used up its limit of \(limits.maxCPUSeconds) CPU seconds")
        case .signaled(SIGKILL):
            FerryError(
                .mediaWorkerStopped,
                "the media worker was killed by the system, most likely because memory or its CPU limit ran out")
        case .signaled(SIGXFSZ):
            FerryError(
                .mediaWorkerStopped, "the rendition grew past its limit of \(limits.maxOutputBytes) bytes")
        case .signaled(let signal):
            FerryError(
                .mediaWorkerCrashed,
                "the media worker crashed with \(WorkerExit.name(of: signal))\(Self.quote(lastWords))")
        case .exited(let code):
            FerryError(
                .mediaWorkerCrashed,
                "the media worker ended with exit code \(code) and no answer\(Self.quote(lastWords))")
        }
    }

    private static func quote(_ lastWords: String) -> String {
        lastWords.isEmpty ? "" : " after saying \"\(lastWords.prefix(200))\""
    }

    private static func text(_ seconds: Double) -> String {
        seconds == seconds.rounded() && abs(seconds) < 1e9 ? "\(Int(seconds))" : "\(seconds)"
    }
}
