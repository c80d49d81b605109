import FerryCore
import Testing

/// Roads of a protocol in which only the client's word completes an upload.
@Suite struct UploadClosingTests {
    private static func machine(sealed: Int64 = 20) -> UploadStateMachine {
        UploadStateMachine(
            sealed: sealed, length: sealed, planner: ChunkPlanner(chunkBytes: 8),
            policy: RetryPolicy(maxRetries: 2, baseDelay: 1, maxDelay: 4), createsWithBody: false,
            traits: UploadTraits(closesExplicitly: true))
    }

    @Test("an object that creation names as complete is compared, and nothing is sent to it")
    func adopted() {
        var machine = Self.machine()
        _ = machine.on(.started(resuming: nil))
        #expect(machine.on(.created(offset: 20, isComplete: true)) == .confirm(needsHash: true))
        #expect(machine.attempts == 0)
    }

    @Test("an object that creation names with all bytes but open is closed before it is compared")
    func closedAfterAdoption() {
        var machine = Self.machine()
        _ = machine.on(.started(resuming: nil))
        #expect(
            machine.on(.created(offset: 20, isComplete: false))
                == .send(Chunk(index: 2, offset: 20, length: 0), declaring: nil))
        #expect(machine.on(.chunkAccepted(newOffset: 20, isComplete: true)) == .confirm(needsHash: true))
    }

    @Test("a server that does not say whether it closed the upload is asked before anything more is sent")
    func unknown() {
        var machine = Self.machine(sealed: 8)
        _ = machine.on(.started(resuming: nil))
        _ = machine.on(.created(offset: 0))
        #expect(machine.on(.chunkAccepted(newOffset: 8, isComplete: nil)) == .locate)
        var open = machine
        #expect(machine.on(.located(offset: 8, length: 8, isComplete: true)) == .confirm(needsHash: false))
        #expect(
            open.on(.located(offset: 8, length: 8, isComplete: false))
                == .send(Chunk(index: 1, offset: 8, length: 0), declaring: nil))
    }

    @Test("limits that come with creation hold for all chunks, and together with earlier ones")
    func limited() {
        var machine = Self.machine()
        _ = machine.on(.started(resuming: nil))
        #expect(machine.on(.limited(ChunkLimits(maxBytes: 5))) == .none)
        #expect(machine.on(.limited(ChunkLimits(maxBytes: 9))) == .none)
        #expect(machine.on(.created(offset: 0)) == .send(Chunk(index: 0, offset: 0, length: 5), declaring: nil))
        #expect(
            machine.on(.chunkAccepted(newOffset: 5, isComplete: false))
                == .send(Chunk(index: 1, offset: 5, length: 5), declaring: nil))
    }
}
