public import FerryCore

/// The road from a source to its receipt, for any number of sources to one destination.
///
/// ``submit(_:preset:again:)`` returns when the bytes are durable; the rest goes on in the background, at most
/// `slots + 2` jobs at once. Everything that a restart needs is in the state directory.
public final class JobPipeline: Sendable {
    /// Jobs that may run at once beyond the slots, so that one is ready when a slot is free.
    static let placesBeyondSlots = 2

    let shop: Workshop
    private let turns = KeyTurns()
    /// Clears away what dead processes left; waited for by ``stop()``.
    let sweeping: Task<Void, Never>

    /// Puts a pipeline together.
    ///
    /// - Throws: `store.unavailable` when the state directory, or the one for receipts, cannot be used.
    public init(_ parts: PipelineParts) throws(FerryError) {
        shop = try Workshop(parts)
        let sweep = StateSweep(shop: shop)
        sweeping = Task { await sweep.run() }
    }

    /// Where events rise to.
    public var hub: EventHub { shop.hub }
    /// What is made of sources unless a submission says otherwise.
    package var preset: Preset { shop.parts.preset }
    /// The name under which this process holds leases in the state directory.
    package var holder: String { shop.holder.name }
    /// Whether the process that holds leases under that name is still there. Blocks on the disk.
    package func isAlive(_ holder: String) -> Bool { shop.holder.isAlive(holder) }

    /// Takes a source in. When this returns its bytes and its job survive the end of the process.
    ///
    /// - Parameters:
    ///   - source: What is handed in.
    ///   - preset: What is made of it; the pipeline's own when `nil`.
    ///   - again: Makes a new object though one was delivered before.
    ///   - wish: What is asked for this object alone.
    /// - Throws: ``FerryError`` that names the source; nothing is kept then.
    public func submit(
        _ source: FerrySource, preset: Preset? = nil, again: Bool = false, wish: ObjectWish? = nil
    ) async throws(FerryError) -> Submission {
        let id = JobID(rawValue: UniqueName.make())
        do throws(FerryError) {
            return try await admit(source, id, preset ?? shop.parts.preset, again, wish)
        } catch {
            let error = error.named(source.label)
            shop.hub.emit(Self.end(error), job: id)
            throw error
        }
    }

    private func admit(
        _ source: FerrySource, _ id: JobID, _ preset: Preset, _ again: Bool, _ wish: ObjectWish?
    ) async throws(FerryError) -> Submission {
        let started = shop.parts.clock.now()
        let key = "\(id.rawValue).asset"
        let record = try await shop.intake.take(source, key: key)
        let seconds = shop.parts.clock.now().seconds(since: started)
        let admission = JobAdmission(
            shop: shop, source: record, label: source.label, preset: preset, id: id, again: again,
            wish: wish)
        do throws(FerryError) {
            return try await turns.withTurn(of: admission.firstKey) { () throws(FerryError) in
                let givenUp = try await admission.giveUpChanged()
                var submission: Submission
                switch try await admission.admit() {
                case .reused(let receipt):
                    shop.spool.remove(key)
                    submission = reuse(receipt, source)
                case .run(let leased):
                    submission = accept(leased, source, intake: Receipt.Stage(seconds: seconds, bytes: record.bytes))
                }
                submission.givenUp = givenUp
                return submission
            }
        } catch {
            shop.spool.remove(key)
            throw error
        }
    }

    /// How a source that never became a job ends.
    private static func end(_ error: FerryError) -> FerryEvent.Kind {
        guard error.code != .cancelled else { return .jobCancelled(.init(error: error)) }
        return JobState.end(for: error) == .refused ? .jobRefused(.init(error: error)) : .jobFailed(.init(error: error))
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

    private func accept(_ leased: LeasedJob, _ source: FerrySource, intake: Receipt.Stage) -> Submission {
        shop.hub.emit(.jobAccepted(.init(source: .init(leased.job.source))), job: leased.job.id)
        shop.hub.emit(.jobState(.init(from: nil, to: .accepted)), job: leased.job.id)
        return run(leased, label: source.label, intake: intake)
    }

    func run(
        _ leased: LeasedJob, label: String, keeping: JobHelm.Keeping = .byCommand, intake: Receipt.Stage
    ) -> Submission {
        let tracker = JobTracker(leased, store: shop.parts.store, hub: shop.hub, mode: shop.parts.progressMode)
        let (shop, places) = (shop, shop.places)
        let helm = JobHelm(shop: shop, tracker: tracker, label: label, keeping: keeping) {
            let place = await places.acquire(for: tracker.id)
            defer { place.map(places.release) }
            return await JobRunner(shop: shop, tracker: tracker, label: label, intake: intake).run()
        }
        let task = shop.jobs.start(helm) {
            let result = await helm.run()
            try? await tracker.release()
            return result
        }
        return Submission(id: tracker.id, label: label, task: task, hub: shop.hub)
    }

    /// Stops all jobs where they stand and keeps their state; later submissions stop at once too.
    public func stop() async {
        await shop.jobs.stop()
        await sweeping.value
    }

    /// Stops all jobs where they stand, keeps their state, and ends the events.
    public func shutdown() async {
        await stop()
        shop.holder.retire()
        shop.hub.finish()
    }
}
