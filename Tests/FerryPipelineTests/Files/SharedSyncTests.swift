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
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sync.sync() }
            while gate.runs < 1 { await Task.yield() }
            for _ in 0..<50 { group.addTask { try await sync.sync() } }
            // Nobody is let through before the first one is over.
            for _ in 0..<1000 { await Task.yield() }
            #expect(gate.runs == 1)
            let opening = Task {
                while !Task.isCancelled {
                    gate.open()
                    await Task.yield()
                }
            }
            try await group.waitForAll()
            opening.cancel()
        }
        // Some may have come only after the second one began.
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
