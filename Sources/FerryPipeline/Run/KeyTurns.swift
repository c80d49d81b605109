import Synchronization

/// Lets one caller at a time into what concerns one key; the others wait in order.
final class KeyTurns: Sendable {
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs `body` in the key's turn.
    func withTurn<Success, Failure: Error>(
        of key: String, _ body: () async throws(Failure) -> Success
    ) async throws(Failure) -> Success {
        await take(key)
        defer { pass(key) }
        return try await body()
    }

    /// How many keys are in use.
    var count: Int { waiting.withLock { $0.count } }

    private func take(_ key: String) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func pass(_ key: String) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard let line = waiting[key], let first = line.first else {
                waiting[key] = nil
                return nil
            }
            waiting[key] = Array(line.dropFirst())
            return first
        }
        next?.resume()
    }
}
