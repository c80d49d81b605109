import FerryCore
import Foundation
import Synchronization
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(1))) struct SharedSyncTests {
    /// A synchronization that goes on when it is let.
    private final class Gate: Sendable {
        private let state = Mutex<(runs: Int, waiting: [CheckedContinuation<Void, Never>])>((0, []))

        var runs: Int { state.withLock { $0.runs } }

        func run() async {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    state.runs += 1
                    state.waiting.append(continuation)
                }
            }
        }

        func open() {
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
    }

    private static let failure = FerryError(.storeUnavailable, "the disk is gone")

    @Test("those who come while one runs share the next one")
    func shared() async throws {
        let gate = Gate()
        let sync = SharedSync { await gate.run() }
        let begun = Mutex(0)
        async let first: Void = sync.sync()
        while gate.runs < 1 { await Task.yield() }
        let others = (0..<50).map { _ in
            Task {
                begun.withLock { $0 += 1 }
                try await sync.sync()
            }
        }
        while begun.withLock({ $0 }) < 50 { await Task.yield() }
        // Some of them may not wait yet: they share a later one.
        let ended = Mutex(false)
        let opening = Task {
            while !ended.withLock({ $0 }) {
                gate.open()
                await Task.yield()
            }
        }
        try await first
        for other in others { try await other.value }
        ended.withLock { $0 = true }
        await opening.value
        #expect((2...4).contains(gate.runs))
    }

    @Test("a failure is told to those who waited for it, and the next one is tried anew")
    func failing() async throws {
        let fails = Mutex(true)
        let sync = SharedSync { () async throws(FerryError) in if fails.withLock({ $0 }) { throw Self.failure } }
        await #expect(throws: Self.failure) { try await sync.sync() }
        fails.withLock { $0 = false }
        try await sync.sync()
    }
}
