public import FerryCore
import Synchronization

/// The road from a source to its receipt, for any number of sources to one destination.
///
/// ``submit(_:preset:again:)`` returns when the bytes are durable; the rest goes on in the background, at most
/// `slots + 2` jobs at once. Everything that a restart needs is in the state directory.
public final class JobPipeline: Sendable {
    private struct State {
        var running: [JobID: Running] = [:]
        var heartbeat: Task<Void, Never>?
        var isStopped = false
    }

    private struct Running {
        var tracker: JobTracker
        var task: Task<Result<Receipt, FerryError>, Never>
    }

    let shop: Workshop
    private let places: SlotGate
    private let state = Mutex(State())

    /// Puts a pipeline together.
    ///
    /// - Throws: `store.unavailable` when the state directory cannot be used.
    public init(_ parts: PipelineParts) throws(FerryError) {
        shop = try Workshop(parts)
        places = SlotGate(limit: parts.send.slots + 2)
    }

    /// Where events rise to.
    public var hub: EventHub { shop.hub }

    /// Takes a source in. When this returns its bytes and its job survive the end of the process.
    ///
    /// - Parameters:
    ///   - source: What is handed in.
    ///   - preset: What is made of it; the pipeline's own when `nil`.
    ///   - again: Makes a new object though one was delivered before.
    /// - Throws: ``FerryError`` that names the source; nothing is kept then.
    public func submit(
        _ source: FerrySource, preset: Preset? = nil, again: Bool = false
    ) async throws(FerryError) -> Submission {
        let id = JobID(rawValue: UniqueName.make())
        do throws(FerryError) {
            return try await admit(source, id, preset ?? shop.parts.preset, again)
        } catch {
            let error = error.named(source.label)
            shop.hub.emit(
                JobState.end(for: error) == .refused
                    ? .jobRefused(.init(error: error)) : .jobFailed(.init(error: error)), job: id)
            throw error
        }
    }

    private func admit(
        _ source: FerrySource, _ id: JobID, _ preset: Preset, _ again: Bool
    ) async throws(FerryError) -> Submission {
        let started = shop.parts.clock.now()
        let key = "\(id.rawValue).asset"
        let record = try await shop.intake.take(source, key: key)
        let seconds = shop.parts.clock.now().seconds(since: started)
        try await waitForTwin(of: record, preset: preset, again: again)
        let admission = JobAdmission(
            shop: shop, source: record, label: source.label, preset: preset, id: id, again: again)
        do throws(FerryError) {
            switch try await admission.admit() {
            case .reused(let receipt):
                shop.spool.remove(key)
                return reuse(receipt, source)
            case .run(let leased):
                return run(leased, source, intake: Receipt.Stage(seconds: seconds, bytes: record.bytes))
            }
        } catch {
            shop.spool.remove(key)
            throw error
        }
    }

    /// The same bytes handed in twice to one pipeline: the second waits for the first and then finds it delivered.
    private func waitForTwin(of record: SourceRecord, preset: Preset, again: Bool) async throws(FerryError) {
        guard !again else { return }
        let twins = state.withLock { state in
            state.running.values.filter {
                $0.tracker.job.source.sha256 == record.sha256 && $0.tracker.job.preset == preset
            }
        }
        for twin in twins { _ = await twin.task.value }
    }

    private func reuse(_ receipt: Receipt, _ source: FerrySource) -> Submission {
        shop.hub.emit(.jobAccepted(.init(source: receipt.source)), job: receipt.jobId)
        let directory = shop.parts.receiptsDirectory
        let shop = shop
        let task = Task<Result<Receipt, FerryError>, Never> {
            if let directory {
                try? await shop.disk.run { () throws(FerryError) in try ReceiptFile.write(receipt, to: directory) }
            }
            shop.hub.emit(.jobDelivered(.init(receipt: receipt)), job: receipt.jobId)
            return .success(receipt)
        }
        return Submission(id: receipt.jobId, label: source.label, task: task, hub: shop.hub)
    }

    private func run(_ leased: LeasedJob, _ source: FerrySource, intake: Receipt.Stage) -> Submission {
        let tracker = JobTracker(leased, store: shop.parts.store, hub: shop.hub)
        tracker.emit(.jobAccepted(.init(source: .init(leased.job.source))))
        tracker.emit(.jobState(.init(from: nil, to: .accepted)))
        let (shop, places) = (shop, places)
        let id = leased.job.id
        let task = Task<Result<Receipt, FerryError>, Never> { [weak self] in
            let place = await places.acquire(for: id)
            defer { place.map(places.release) }
            let result = await JobRunner(shop: shop, tracker: tracker, label: source.label, intake: intake).run()
            try? await shop.parts.store.release(tracker.lease)
            self?.ended(id)
            return result
        }
        state.withLock { state in
            state.running[id] = Running(tracker: tracker, task: task)
            if state.heartbeat == nil { state.heartbeat = heartbeat() }
            if state.isStopped { task.cancel() }
        }
        return Submission(id: id, label: source.label, task: task, hub: shop.hub)
    }

    private func ended(_ id: JobID) { _ = state.withLock { $0.running.removeValue(forKey: id) } }

    /// Prolongs all leases; a job whose lease was taken away is stopped.
    private func heartbeat() -> Task<Void, Never> {
        Task { [weak self, clock = shop.parts.clock] in
            while (try? await clock.sleep(seconds: Workshop.leaseSeconds / 4)) != nil {
                guard let self else { return }
                await self.renewLeases()
            }
        }
    }

    private func renewLeases() async {
        let running = state.withLock { $0.running }
        guard !running.isEmpty else { return }
        let leases = running.values.map(\.tracker.lease)
        guard let renewed = try? await shop.parts.store.renew(leases, leaseSeconds: Workshop.leaseSeconds) else {
            return
        }
        let kept = Dictionary(renewed.map { ($0.job, $0) }, uniquingKeysWith: { first, _ in first })
        for (id, job) in running {
            if let lease = kept[id] { job.tracker.renewed(lease) } else { job.task.cancel() }
        }
    }

    /// Stops all jobs where they stand and keeps their state; later submissions stop at once too.
    public func stop() async {
        let running = state.withLock { state in
            state.isStopped = true
            state.heartbeat?.cancel()
            return state.running.values.map(\.task)
        }
        for task in running { task.cancel() }
        for task in running { _ = await task.value }
    }

    /// Stops all jobs where they stand, keeps their state, and ends the events.
    public func shutdown() async {
        await stop()
        shop.hub.finish()
    }
}
