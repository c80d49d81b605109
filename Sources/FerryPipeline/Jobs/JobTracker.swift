import FerryCore
import Synchronization

/// One job in this process: its record, its lease and its place on the road. Every step is an event; the store is
/// written at the steps that a restart needs and at milestones.
final class JobTracker: Sendable {
    private struct State {
        var job: JobRecord
        var lease: JobLease
        var diary: ProgressDiary
        var isLeaseLost = false
        /// Whether the job is written as done for good, and its lease given back with that.
        var isFinished = false
    }

    private let state: Mutex<State>
    private let store: any JobStore
    private let hub: EventHub
    private let mode: @Sendable () -> ProgressDiary.Mode

    /// - Parameter mode: When progress is written; asked each time.
    init(
        _ leased: LeasedJob, store: any JobStore, hub: EventHub,
        mode: @escaping @Sendable () -> ProgressDiary.Mode = { .milestones }
    ) {
        let diary = ProgressDiary(milestones: Milestones(leased.job))
        state = Mutex(State(job: leased.job, lease: leased.lease, diary: diary))
        self.mode = mode
        self.store = store
        self.hub = hub
    }

    /// The record as it stands.
    var job: JobRecord { state.withLock { $0.job } }
    /// The lease as it stands.
    var lease: JobLease { state.withLock { $0.lease } }
    /// The job's name.
    var id: JobID { job.id }

    /// Takes a legal step; staying where it is, is none.
    func become(_ next: JobState) {
        let from = state.withLock { state -> JobState? in
            let from = state.job.state
            guard from != next else { return nil }
            precondition(from.mayBecome(next), "a job in \(from) must not become \(next)")
            state.job.state = next
            return from
        }
        if let from { emit(.jobState(.init(from: from, to: next))) }
    }

    /// Changes the record in memory.
    func change(_ body: @Sendable (inout JobRecord) -> Void) { state.withLock { body(&$0.job) } }

    /// Writes the record.
    ///
    /// - Throws: `destination.conflict` when another process has taken the job over.
    func save() async throws(FerryError) {
        let (job, lease) = state.withLock { ($0.job, $0.lease) }
        guard try await store.update(job, under: lease) else {
            throw Self.takenOver
        }
    }

    /// Writes the record for the last time and gives the lease back.
    ///
    /// - Throws: `destination.conflict` when another process has taken the job over.
    func finish() async throws(FerryError) {
        // Whoever prolongs leases must not miss this one.
        let (job, lease) = state.withLock { state in
            state.isFinished = true
            return (state.job, state.lease)
        }
        do throws(FerryError) {
            guard try await store.finish(job, under: lease) else { throw Self.takenOver }
        } catch {
            state.withLock { $0.isFinished = false }
            throw error
        }
    }

    /// Gives the lease back unless that is done.
    func release() async throws(FerryError) {
        guard !isFinished else { return }
        try await store.release(lease)
    }

    /// Whether the job is done for good and its lease given back, or about to be.
    var isFinished: Bool { state.withLock { $0.isFinished } }

    /// Changes the record and writes it.
    func save(_ body: @Sendable (inout JobRecord) -> Void) async throws(FerryError) {
        change(body)
        try await save()
    }

    /// Takes the acknowledged bytes; says whether they are worth a write.
    func acknowledged(_ bytes: Int64, of total: Int64?, attempts: Int, at now: Timestamp) -> Bool {
        let percent = total.map { $0 > 0 ? Double(bytes) / Double($0) * 100 : 100 } ?? 0
        let mode = mode()
        let entry = state.withLock { state in
            let cause = ProgressDiary.Cause(from: state.job.acknowledgedBytes, to: bytes)
            state.job.acknowledgedBytes = bytes
            state.job.totalBytes = total
            state.job.attempts = attempts
            state.diary.mode = mode
            return state.diary.told(percent: percent, cause: cause, at: now)
        }
        if let milestone = entry.milestone { emit(.milestone(.init(percent: milestone))) }
        return entry.isWritten
    }

    /// Another process took the job over.
    func loseLease() { state.withLock { $0.isLeaseLost = true } }
    /// Whether another process took the job over.
    var isLeaseLost: Bool { state.withLock { $0.isLeaseLost } }
    /// What is said then.
    static let takenOver = FerryError(
        .destinationConflict, "another process took the job over", next: "wait for that process",
        disposition: .retry)

    /// A prolonged lease.
    func renewed(_ lease: JobLease) { state.withLock { $0.lease = lease } }

    /// Says that something happened to this job.
    func emit(_ kind: FerryEvent.Kind) {
        let (id, owner) = state.withLock { ($0.job.id, $0.job.owner) }
        hub.emit(kind, job: id, owner: owner)
    }
}

extension ProgressDiary.Cause {
    /// What it means that so many bytes are acknowledged after so many before.
    fileprivate init(from old: Int64, to new: Int64) {
        self = new < old ? .jump : .progress
    }
}

extension Milestones {
    /// What earlier runs of a job have passed.
    fileprivate init(_ job: JobRecord) {
        self.init()
        guard let total = job.totalBytes, total > 0, job.upload != nil else { return }
        _ = reached(percent: Double(job.acknowledgedBytes) / Double(total) * 100)
    }
}
