import FerryCore
import Synchronization

/// Holds one credential for all requests and fetches it when ``CredentialStateMachine`` says so.
final class CredentialCache<Value: Sendable & Hashable>: Sendable {
    typealias Fetch = @Sendable (Timestamp) async throws(FerryError) -> Perishable<Value>

    private struct State {
        var machine = CredentialStateMachine<Value>()
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let fetch: Fetch

    init(fetch: @escaping Fetch) { self.fetch = fetch }

    /// The credential to use now.
    func value(now: Timestamp) async throws(FerryError) -> Value {
        while true {
            switch state.withLock({ $0.machine.wanted(now: now) }) {
            case .use(let value): return value
            case .fail(let error): throw error
            case .wait: await turn()
            case .fetch:
                do throws(FerryError) { return try await fetched(now) } catch {
                    if let value = state.withLock({ $0.machine.fallback(now: now) }) { return value }
                    throw error
                }
            }
        }
    }

    /// Fetches anew because a server refused.
    ///
    /// - Parameter isRefused: Whether a credential is the one that was refused.
    /// - Returns: Whether the credential is another now.
    func renew(now: Timestamp, isRefused: (Value) -> Bool = { _ in true }) async -> Bool {
        while true {
            switch state.withLock({ $0.machine.refused(now: now, isRefused: isRefused) }) {
            case .known(let isChange): return isChange
            case .wait: await turn()
            case .fetch:
                let before = state.withLock { $0.machine.fallback(now: now) }
                let after = try? await fetched(now)
                return after != nil && after != before
            }
        }
    }

    private func fetched(_ now: Timestamp) async throws(FerryError) -> Value {
        do throws(FerryError) {
            let perishable = try await fetch(now)
            finish { $0.obtained(perishable, now: now) }
            return perishable.value
        } catch {
            finish { $0.failed(error, now: now) }
            throw error
        }
    }

    private func finish(_ event: (inout CredentialStateMachine<Value>) -> Void) {
        let waiting = state.withLock { state in
            event(&state.machine)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until the fetch under way has ended.
    private func turn() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.machine.mustWait { state.waiting.append(continuation) }
                return !state.machine.mustWait
            }
            if isOver { continuation.resume() }
        }
    }
}
