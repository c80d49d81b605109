public import FerryCore

/// A source that was accepted: its bytes are durable, and its way to the destination goes on by itself.
public struct Submission: Sendable {
    /// The job.
    public let id: JobID
    /// How the source was called when it was handed in.
    public let label: String
    let task: Task<Result<Receipt, FerryError>, Never>
    let hub: EventHub

    /// Waits for the proof of delivery.
    ///
    /// - Throws: ``FerryError``: why it was not delivered.
    public func receipt() async throws(FerryError) -> Receipt { try await task.value.get() }

    /// Events of this job from now on. They end with the job's end or with the pipeline.
    public func events() -> AsyncStream<FerryEvent> {
        let (id, all) = (id, hub.watch())
        return AsyncStream { continuation in
            let relay = Task {
                for await event in all where event.jobId == id {
                    continuation.yield(event)
                    if event.kind.isEnd { break }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in relay.cancel() }
        }
    }

    /// Stops the job where it stands; the same source to the same destination goes on from there.
    public func stop() { task.cancel() }
}

extension FerryEvent.Kind {
    /// Whether a job says no more after it.
    var isEnd: Bool {
        switch self {
        case .jobDelivered, .jobFailed, .jobRefused, .jobCancelled: true
        default: false
        }
    }
}
