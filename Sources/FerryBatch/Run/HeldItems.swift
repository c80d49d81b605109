import Synchronization

/// The items that this process holds, and why the run ends.
final class HeldItems: Sendable {
    private struct State {
        var leases: [Int64: BatchLease] = [:]
        var works: [Int64: Task<Void, Never>] = [:]
        var end: BatchRun.End?
        var isListed = false
    }

    private let state = Mutex(State())

    /// How many are held.
    var count: Int { state.withLock { $0.leases.count } }
    /// Their leases.
    var leases: [BatchLease] { state.withLock { Array($0.leases.values) } }
    /// Why nothing new is begun; `nil` while it is.
    var end: BatchRun.End? { state.withLock { $0.end } }
    /// Whether the catalog was read to its end.
    var isListed: Bool { state.withLock { $0.isListed } }

    func listed() { state.withLock { $0.isListed = true } }

    func hold(_ lease: BatchLease) { state.withLock { $0.leases[lease.number] = lease } }

    /// The work on an item, to be stopped when its lease is lost.
    func works(_ number: Int64, _ task: Task<Void, Never>) {
        state.withLock { state in
            if state.leases[number] != nil { state.works[number] = task }
            if state.end?.stopsWork == true { task.cancel() }
        }
    }

    func drop(_ number: Int64) {
        state.withLock { state in
            state.leases[number] = nil
            state.works[number] = nil
        }
    }

    /// Another process has these now.
    func lose(_ numbers: Set<Int64>) {
        let works = state.withLock { state in numbers.compactMap { state.works[$0] } }
        for work in works { work.cancel() }
    }

    /// Nothing is due any more.
    func finish() { state.withLock { $0.end = $0.end ?? .done } }

    /// Nothing new is begun, and what is under way is stopped. The first reason counts.
    func stop(_ end: BatchRun.End) {
        let works = state.withLock { state in
            if state.end == nil { state.end = end }
            return Array(state.works.values)
        }
        for work in works { work.cancel() }
    }
}
