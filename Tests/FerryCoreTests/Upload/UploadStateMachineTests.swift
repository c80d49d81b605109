import FerryCore
import Testing

/// Named roads through the machine, event by event.
@Suite struct UploadStateMachineTests {
    typealias Machine = UploadStateMachine

    static func machine(
        sealed: Int64 = 20, length: Int64? = 20, createsWithBody: Bool = false, maxRetries: Int = 2
    ) -> Machine {
        Machine(
            sealed: sealed, length: length, planner: ChunkPlanner(chunkBytes: 8),
            policy: RetryPolicy(maxRetries: maxRetries, baseDelay: 1, maxDelay: 4), createsWithBody: createsWithBody)
    }

    static func failure(
        _ code: FerryError.Code = .destinationServerError, cause: RetryCause = .status5xx, after: Double? = nil,
        disposition: FerryError.Disposition? = nil
    ) -> Machine.Event {
        let error = FerryError(code, "it failed", disposition: disposition, retryAfterSeconds: after)
        return .failed(UploadFailure(cause, error), jitter: 1)
    }

    /// A machine after these events.
    static func machine(
        after events: [Machine.Event], createsWithBody: Bool = false, maxRetries: Int = 2
    ) -> Machine {
        var machine = machine(createsWithBody: createsWithBody, maxRetries: maxRetries)
        for event in events { _ = machine.on(event) }
        return machine
    }

    @Test("an object goes out chunk by chunk, is confirmed and finishes")
    func whole() {
        var machine = Self.machine()
        #expect(machine.on(.started(resuming: nil)) == .create(length: 20, with: nil))
        #expect(machine.on(.created(offset: 0)) == .send(Chunk(index: 0, offset: 0, length: 8), declaring: nil))
        #expect(
            machine.on(.chunkAccepted(newOffset: 8)) == .send(Chunk(index: 1, offset: 8, length: 8), declaring: nil))
        #expect(
            machine.on(.chunkAccepted(newOffset: 11)) == .send(Chunk(index: 1, offset: 11, length: 5), declaring: nil))
        #expect(
            machine.on(.chunkAccepted(newOffset: 16)) == .send(Chunk(index: 2, offset: 16, length: 4), declaring: nil))
        #expect(machine.on(.chunkAccepted(newOffset: 20)) == .confirm(needsHash: false))
        #expect(machine.on(.confirmed) == .finish)
        #expect(machine.state == .finished && machine.isAtEnd && machine.attempts == 4 && machine.acknowledged == 20)
    }

    @Test(
        "the creating request carries the first chunk, never the last byte",
        arguments: [(0, nil), (7, nil), (8, nil), (9, 8), (20, 8)] as [(Int64, Int64?)])
    func creation(length: Int64, carried: Int64?) {
        var machine = Self.machine(sealed: length, length: length, createsWithBody: true)
        let chunk = carried.map { Chunk(index: 0, offset: 0, length: $0) }
        #expect(machine.on(.started(resuming: nil)) == .create(length: length, with: chunk))
        #expect(machine.attempts == (carried == nil ? 0 : 1))
    }

    @Test("a creating request that failed is made again without bytes")
    func creationAgain() {
        var machine = Self.machine(after: [.started(resuming: nil), Self.failure()], createsWithBody: true)
        #expect(machine.state == .waiting(.create))
        #expect(machine.on(.waitEnded) == .create(length: 20, with: nil))
    }

    @Test("an empty object is confirmed as soon as it is created")
    func empty() {
        var machine = Self.machine(sealed: 0, length: 0)
        #expect(machine.on(.started(resuming: nil)) == .create(length: 0, with: nil))
        #expect(machine.on(.created(offset: 0)) == .confirm(needsHash: false))
    }

    @Test("a complete object that the server names at creation must be proved by its hash")
    func adopted() {
        var machine = Self.machine(after: [.started(resuming: nil)])
        #expect(machine.on(.created(offset: 20)) == .confirm(needsHash: true))
        #expect(machine.on(Self.failure()) == .wait(seconds: 1, cause: .status5xx, failures: 1, error: Self.error()))
        #expect(machine.on(.waitEnded) == .confirm(needsHash: true))
    }

    static func error() -> FerryError { FerryError(.destinationServerError, "it failed") }

    @Test("an upload of an earlier run goes on where the server stands", arguments: [8, 10, 16] as [Int64])
    func resumed(offset: Int64) {
        var machine = Self.machine()
        #expect(machine.on(.started(resuming: .init(acknowledged: 8, highWater: 16))) == .locate)
        let chunk = ChunkPlanner(chunkBytes: 8).chunk(at: offset, end: 20)
        #expect(machine.on(.located(offset: offset)) == .send(chunk, declaring: nil))
    }

    @Test(
        "after a failed chunk the offset is asked before any byte is sent again",
        arguments: [(8, 8), (12, 4), (16, 8)] as [(Int64, Int64)])
    func lostReply(held: Int64, next: Int64) {
        var machine = Self.machine(after: [.started(resuming: nil), .created(offset: 0), .chunkAccepted(newOffset: 8)])
        #expect(machine.on(Self.failure()) == .wait(seconds: 1, cause: .status5xx, failures: 1, error: Self.error()))
        #expect(machine.on(.waitEnded) == .locate)
        let chunk = Chunk(index: Int(held / 8), offset: held, length: min(next, 20 - held))
        #expect(machine.on(.located(offset: held)) == .send(chunk, declaring: nil))
    }

    @Test(
        "an offset that no honest server could name begins one new upload",
        arguments: [17, 20, Int64.max, -1, Int64.min])
    func offsetBeyondHighWater(offset: Int64) {
        var machine = Self.machine(after: [.started(resuming: nil), .created(offset: 0), .chunkAccepted(newOffset: 8)])
        let answer = machine.on(.chunkAccepted(newOffset: offset))
        if offset > 0 {
            #expect(answer == .abandon(lostBytes: 8, cause: .offset))
        } else {
            #expect(machine.state == .waiting(.locate), "a chunk that did not move is a failure first")
            #expect(machine.on(.waitEnded) == .locate)
            #expect(machine.on(.located(offset: offset)) == .abandon(lostBytes: 8, cause: .offset))
        }
        #expect(machine.acknowledged == 0 && machine.freshStarts == 1)
        #expect(machine.on(.abandoned) == .create(length: 20, with: nil))
    }

    @Test("a server that lost acknowledged bytes gets one new upload")
    func lostBytes() {
        var machine = Self.machine(
            after: [
                .started(resuming: nil), .created(offset: 0), .chunkAccepted(newOffset: 8), Self.failure(), .waitEnded,
            ])
        #expect(machine.on(.located(offset: 7)) == .abandon(lostBytes: 8, cause: .offset))
    }

    @Test("an upload that is gone is begun anew exactly once")
    func gone() {
        let gone = Self.failure(.uploadExpired, cause: .expired)
        var machine = Self.machine(after: [.started(resuming: .init(acknowledged: 8, highWater: 8))])
        #expect(machine.on(gone) == .abandon(lostBytes: 8, cause: .expired))
        #expect(machine.on(gone) == .none, "what becomes of the void upload does not matter")
        #expect(machine.on(.abandoned) == .create(length: 20, with: nil))
        #expect(machine.on(.created(offset: 0)) == .send(Chunk(index: 0, offset: 0, length: 8), declaring: nil))
        #expect(machine.on(gone) == .fail(FerryError(.uploadExpired, "it failed")))
        #expect(machine.state == .failed && machine.freshStarts == 1)
    }

    @Test("a stop is obeyed wherever the upload stands")
    func cancelled() {
        let road: [Machine.Event] = [
            .started(resuming: nil), Self.failure(), .waitEnded, .created(offset: 0), Self.failure(), .waitEnded,
            Self.failure(.uploadExpired), .abandoned, .created(offset: 0), .chunkAccepted(newOffset: 8),
            .chunkAccepted(newOffset: 16), .chunkAccepted(newOffset: 20),
        ]
        for count in 0...road.count {
            var machine = Self.machine(after: Array(road.prefix(count)))
            #expect(machine.on(.cancelRequested) == .stop, "after \(count) events")
            #expect(machine.state == .cancelled && machine.isAtEnd)
        }
    }
}
