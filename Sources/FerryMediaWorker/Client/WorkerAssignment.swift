import FerryCore

/// One request for one worker, and the thread that sees to it.
struct WorkerAssignment: Sendable {
    var path: String
    var graceSeconds: Double
    var media: Int32
    var output: Int32?
    var log: Int32?
    var request: [UInt8]
    var limits: MediaLimits
    var bell: CancelBell
    var progress: @Sendable (MediaProgress) -> Void

    /// Runs a worker to its end; when the task is cancelled the worker is stopped first.
    func run() async throws(FerryError) -> MediaWorkerEvent {
        // The result travels as a value because `withTaskCancellationHandler` does not carry a typed error.
        let result: Result<MediaWorkerEvent, FerryError> = await withTaskCancellationHandler {
            do throws(FerryError) {
                return .success(try await WorkerThread.run { work() })
            } catch {
                return .failure(error)
            }
        } onCancel: {
            bell.ring()
        }
        return try result.get()
    }

    /// The whole life of one worker; blocks its thread, which the worker depends on.
    private func work() -> Result<MediaWorkerEvent, FerryError> {
        do throws(FerryError) {
            let process = try WorkerProcess.start(path: path, media: media, output: output, log: log)
            var run = WorkerRun(
                process: process, request: request, limits: limits, graceSeconds: graceSeconds, bell: bell,
                progress: progress)
            return run.run()
        } catch {
            return .failure(error)
        }
    }
}
