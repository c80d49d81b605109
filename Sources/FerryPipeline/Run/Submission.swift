public import FerryCore

/// A source that was accepted: its bytes are durable, and its way to the destination goes on by itself.
public struct Submission: Sendable {
    /// The job.
    public let id: JobID
    /// How the source was called when it was handed in.
    public let label: String
    /// Why unfinished jobs of the same path were given up by this submission: the source had other bytes then.
    public internal(set) var givenUp: [FerryError] = []
    let task: Task<Result<Receipt, FerryError>, Never>
    let hub: EventHub

    /// Waits for the proof of delivery.
    ///
    /// - Throws: ``FerryError``: why it was not delivered.
    public func receipt() async throws(FerryError) -> Receipt { try await task.value.get() }

    /// Events of this job from now on, at most the latest ``EventHub/watcherLimit`` of them. They end when the job is at
    /// an end or stopped, at once when it is already, and with the pipeline.
    public func events() -> AsyncStream<FerryEvent> {
        let (stream, end) = hub.watch(id)
        Task { [task] in
            _ = await task.value
            end()
        }
        return stream
    }

    /// Stops the job where it stands; the same source to the same destination goes on from there.
    public func stop() { task.cancel() }
}
