import FerryCore
import FerryTesting
import Synchronization
import Testing

@testable import FerryPipeline

/// What a process leaves that dies at one event of its road: a copy of its state directory and of its store, taken
/// inside the event. The rest of the process is stopped; what is on the network by then still arrives.
final class CrashImage: Sendable {
    /// The folder of the copy.
    static let folder = "image"

    private struct State {
        var store: MemoryJobStore?
        var road: TestRoad?
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())
    private let isDeadly: @Sendable (FerryEvent) -> Bool

    /// - Parameter isDeadly: Whether the process dies at an event.
    init(at isDeadly: @escaping @Sendable (FerryEvent) -> Bool) { self.isDeadly = isDeadly }

    /// The process dies at its n-th event, from 1.
    convenience init(atEvent event: Int) { self.init { $0.seq == event } }

    /// The store as it was; `nil` when the process lived through.
    var store: MemoryJobStore? { state.withLock { $0.store } }

    /// Takes the image when the time has come.
    func saw(_ event: FerryEvent) {
        state.withLock { state in
            guard state.store == nil, isDeadly(event), let road = state.road else { return }
            state.store = road.store.image()
            try? road.scratch.copy("state", to: Self.folder)
            state.task?.cancel()
        }
    }

    /// Runs a source on a pipeline of its own until it dies or is done.
    func run(_ source: FerrySource, on road: TestRoad, _ change: (inout PipelineParts) -> Void = { _ in }) async throws
    {
        state.withLock { $0.road = road }
        var parts = try road.parts()
        parts.recorders = [EventLog { self.saw($0) }]
        parts.transport = MortalTransport(road.transport) { self.store != nil }
        change(&parts)
        let pipeline = try JobPipeline(parts)
        let task = Task {
            guard let submission = try? await pipeline.submit(source) else { return }
            await withTaskCancellationHandler {
                _ = await outcome(submission)
            } onCancel: {
                submission.stop()
            }
        }
        let isOver = state.withLock { state in
            state.task = task
            return state.store != nil
        }
        if isOver { task.cancel() }
        await task.value
        await pipeline.shutdown()
    }
}
