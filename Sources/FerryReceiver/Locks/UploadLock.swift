import NIOCore
import NIOPosix
import Synchronization

/// The lock of one upload: the shell of ``UploadLockStateMachine``.
final class UploadLock: Sendable {
    typealias Ticket = UploadLockStateMachine.Ticket

    /// How long a newcomer waits for the holder to let go.
    static let defaultPatience = TimeAmount.seconds(10)

    private struct State {
        var machine = UploadLockStateMachine()
        var lastTicket: Ticket = 0
        /// Wakes a waiting request: whether it holds the lock now.
        var waiting: [Ticket: CheckedContinuation<Bool, Never>] = [:]
        /// How to ask a request to stop, for the holder and for those that wait.
        var stops: [Ticket: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())
    private let patience: TimeAmount

    init(patience: TimeAmount = UploadLock.defaultPatience) { self.patience = patience }

    /// Whether a request is at work on the upload.
    var isHeld: Bool { state.withLock { $0.machine.isHeld } }

    /// Takes the lock, asking an earlier holder to stop.
    ///
    /// - Parameter stop: Asks the new holder to save what it has and to let go; called at most once, from any thread.
    /// - Returns: The ticket to give to ``release(_:)``.
    func acquire(stop: @escaping @Sendable () -> Void) async throws(ReceiverRefusal) -> Ticket {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            state.stops[state.lastTicket] = stop
            return state.lastTicket
        }
        let timer = Mutex<Scheduled<Void>?>(nil)
        let isGranted = await withTaskCancellationHandler {
            await withCheckedContinuation { request(ticket, waiter: $0, timer: timer) }
        } onCancel: {
            abandon(ticket)
        }
        timer.withLock { $0?.cancel() }
        guard isGranted else { throw .busy }
        return ticket
    }

    /// Lets go; the next request in line gets the lock.
    func release(_ ticket: Ticket) {
        let next = state.withLock { state -> (CheckedContinuation<Bool, Never>?, (@Sendable () -> Void)?) in
            state.stops[ticket] = nil
            guard case .grant(let next, let stop) = state.machine.released(ticket) else { return (nil, nil) }
            return (state.waiting.removeValue(forKey: next), stop ? state.stops[next] : nil)
        }
        next.0?.resume(returning: true)
        next.1?()
    }

    /// Asks the holder to stop because the upload is gone.
    func revoke() {
        let stop = state.withLock { state in state.machine.revoked().flatMap { state.stops[$0] } }
        stop?()
    }

    private func request(
        _ ticket: Ticket, waiter: CheckedContinuation<Bool, Never>, timer: borrowing Mutex<Scheduled<Void>?>
    ) {
        let (action, stop) = state.withLock { state in
            let action = state.machine.requested(ticket)
            switch action {
            case .grant: return (action, nil as (@Sendable () -> Void)?)
            case .refuse:
                state.stops[ticket] = nil
                return (action, nil)
            case .wait(let holder):
                state.waiting[ticket] = waiter
                return (action, holder.flatMap { state.stops[$0] })
            }
        }
        switch action {
        case .grant: waiter.resume(returning: true)
        case .refuse: waiter.resume(returning: false)
        case .wait:
            let loop = MultiThreadedEventLoopGroup.singleton.any()
            timer.withLock { $0 = loop.scheduleTask(in: patience) { self.abandon(ticket) } }
            stop?()
            if Task.isCancelled { abandon(ticket) }
        }
    }

    private func abandon(_ ticket: Ticket) {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard state.machine.abandoned(ticket) else { return nil }
            state.stops[ticket] = nil
            return state.waiting.removeValue(forKey: ticket)
        }
        waiter?.resume(returning: false)
    }
}
