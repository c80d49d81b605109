import NIOCore
import Synchronization
import Testing

@testable import FerryReceiver

@Suite struct UploadLockTests {
    /// Counts calls and lets a test wait for the first.
    private final class Bell: Sendable {
        let rings = Mutex(0)
        private let stream: AsyncStream<Void>
        private let signal: AsyncStream<Void>.Continuation

        init() { (stream, signal) = AsyncStream<Void>.makeStream() }

        func ring() {
            rings.withLock { $0 += 1 }
            signal.yield()
        }

        func wait() async { for await _ in stream { return } }
    }

    @Test("a newcomer rings the holder's bell and gets the lock when it lets go")
    func handOver() async throws {
        let lock = UploadLock(patience: .seconds(600))
        let bell = Bell()
        let first = try await lock.acquire { bell.ring() }
        async let second = lock.acquire {}
        await bell.wait()
        #expect(lock.isHeld)
        lock.release(first)
        lock.release(try await second)
        #expect(!lock.isHeld)
        #expect(bell.rings.withLock { $0 } == 1)
    }

    @Test("a holder that does not let go makes the newcomer give up with 423, and the lock goes on")
    func patience() async throws {
        let lock = UploadLock(patience: .milliseconds(20))
        let first = try await lock.acquire {}
        await #expect(throws: ReceiverRefusal.busy) { try await lock.acquire {} }
        lock.release(first)
        lock.release(try await lock.acquire {})
    }

    @Test("a newcomer whose task is cancelled gives up")
    func cancelled() async throws {
        let lock = UploadLock()
        let bell = Bell()
        let first = try await lock.acquire { bell.ring() }
        let second = Task { try await lock.acquire {} }
        await bell.wait()
        second.cancel()
        await #expect(throws: ReceiverRefusal.busy) { try await second.value }
        lock.release(first)
        #expect(!lock.isHeld)
    }

    @Test("taking the upload away rings the holder's bell once")
    func revoke() async throws {
        let lock = UploadLock()
        let bell = Bell()
        lock.revoke()
        let ticket = try await lock.acquire { bell.ring() }
        lock.revoke()
        lock.revoke()
        #expect(bell.rings.withLock { $0 } == 1)
        lock.release(ticket)
        #expect(!lock.isHeld)
    }

    @Test("more than the limit that wait at once are turned away")
    func crowd() async throws {
        let lock = UploadLock(patience: .milliseconds(50))
        let ticket = try await lock.acquire {}
        let refused = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<UploadLockStateMachine.maxWaiting + 4 {
                group.addTask { (try? await lock.acquire {}) == nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == UploadLockStateMachine.maxWaiting + 4, "the holder never let go")
        lock.release(ticket)
        #expect(!lock.isHeld)
    }
}
