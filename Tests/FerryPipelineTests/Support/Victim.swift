import Synchronization

/// The task that a test stops when an event comes.
final class Victim: Sendable {
    private let task = Mutex<(task: Task<Void, Never>?, isDead: Bool)>((nil, false))

    func set(_ new: Task<Void, Never>) {
        let isDead = task.withLock { state in
            state.task = new
            return state.isDead
        }
        if isDead { new.cancel() }
    }

    func kill() {
        task.withLock { state in
            state.isDead = true
            return state.task
        }?.cancel()
    }
}
