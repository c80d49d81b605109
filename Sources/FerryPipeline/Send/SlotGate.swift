import FerryCore
import Synchronization

/// The slots of a process: whoever wants to send body bytes waits here for the right to.
///
/// No task is resumed under the lock: a resumption takes the runtime's lock of that task, under which a cancellation handler
/// waits for this one.
final class SlotGate: Sendable {
    typealias Slots = TransferSlots<JobID>

    fileprivate struct State {
        var slots: Slots
        var waiters: [Slots.Ticket: CheckedContinuation<Bool, Never>] = [:]
        var early: Set<Slots.Ticket> = []
    }

    private let state: Mutex<State>

    init(limit: Int) { state = Mutex(State(slots: Slots(limit: limit))) }

    /// How many slots there are.
    var limit: Int { state.withLock { $0.slots.limit } }

    /// Slots in use.
    var busy: Int { state.withLock { $0.slots.busy } }
    /// Tasks that wait for one.
    var waitingCount: Int { state.withLock { $0.slots.waitingCount } }

    /// Waits for a slot.
    ///
    /// - Returns: The ticket to give back, or `nil` when the task was cancelled while it waited.
    func acquire(for job: JobID) async -> Slots.Ticket? {
        let (ticket, next) = state.withLock { state in
            let (ticket, granted) = state.slots.request(for: job)
            return (ticket, state.grant(granted))
        }
        Self.resume(next)
        let isGranted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state -> Bool? in
                    if state.early.remove(ticket) != nil { return true }
                    if Task.isCancelled { return false }
                    state.waiters[ticket] = continuation
                    return nil
                }
                if let isReady { continuation.resume(returning: isReady) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: ticket) }?.resume(returning: false)
        }
        if !isGranted { release(ticket) }
        return isGranted ? ticket : nil
    }

    /// Changes the number of slots; those in use beyond a smaller number run out by themselves.
    func setLimit(_ limit: Int) { Self.resume(state.withLock { $0.grant($0.slots.setLimit(limit)) }) }

    /// Gives a slot back.
    func release(_ ticket: Slots.Ticket) {
        let next = state.withLock { state in
            state.early.remove(ticket)
            return state.grant(state.slots.release(ticket))
        }
        Self.resume(next)
    }

    private static func resume(_ waiters: [CheckedContinuation<Bool, Never>]) {
        for waiter in waiters { waiter.resume(returning: true) }
    }
}

extension SlotGate.State {
    /// - Returns: Those who wait already; they are to be resumed.
    fileprivate mutating func grant(_ tickets: [SlotGate.Slots.Ticket]) -> [CheckedContinuation<Bool, Never>] {
        tickets.compactMap { ticket in
            if let waiter = waiters.removeValue(forKey: ticket) { return waiter }
            early.insert(ticket)
            return nil
        }
    }
}
