import FerryCore
import Testing

/// The budget of one upload, and what uses it up.
@Suite struct UploadRetryTests {
    private typealias Road = UploadStateMachineTests

    private static func wait(_ seconds: Double, _ failures: Int, _ error: FerryError) -> UploadStateMachine.Action {
        .wait(seconds: seconds, cause: .status5xx, failures: failures, error: error)
    }

    @Test("failures in a row use the budget up, and the last error says so")
    func exhausted() {
        var machine = Road.machine(after: [.started(resuming: nil)])
        #expect(machine.on(Road.failure()) == Self.wait(1, 1, Road.error()))
        _ = machine.on(.waitEnded)
        #expect(machine.on(Road.failure()) == Self.wait(2, 2, Road.error()))
        _ = machine.on(.waitEnded)
        guard case .fail(let error) = machine.on(Road.failure()) else {
            Issue.record("no end in \(machine.state)")
            return
        }
        #expect(error.code == .destinationServerError && error.disposition == .giveUp)
        #expect(error.message == "it failed; gave up after 2 retries in a row" && machine.state == .failed)
    }

    @Test("a conflict that never ends is an exhausted budget")
    func conflict() {
        var machine = Road.machine(after: [.started(resuming: nil)], maxRetries: 0)
        guard case .fail(let error) = machine.on(Road.failure(.destinationConflict, disposition: .retry)) else {
            Issue.record("no end in \(machine.state)")
            return
        }
        #expect(error.code == .retryExhausted)
    }

    @Test("the budget counts anew when bytes moved, not when a request merely worked")
    func anew() {
        var machine = Road.machine(after: [.started(resuming: nil), .created(offset: 0)])
        #expect(machine.on(Road.failure()) == Self.wait(1, 1, Road.error()))
        _ = machine.on(.waitEnded)
        _ = machine.on(.located(offset: 0))
        #expect(machine.on(Road.failure()) == Self.wait(2, 2, Road.error()), "nothing moved")
        _ = machine.on(.waitEnded)
        _ = machine.on(.located(offset: 1))
        #expect(machine.on(Road.failure()) == Self.wait(1, 1, Road.error()), "one byte moved")
    }

    @Test("a chunk that did not move the offset is a failure", arguments: [8, 7, 0] as [Int64])
    func unmoved(offset: Int64) {
        var machine = Road.machine(after: [.started(resuming: nil), .created(offset: 0), .chunkAccepted(newOffset: 8)])
        guard case .wait(_, .offset, 1, let error) = machine.on(.chunkAccepted(newOffset: offset)) else {
            Issue.record("no wait in \(machine.state)")
            return
        }
        #expect(error.code == .destinationConflict && machine.acknowledged == 8)
        #expect(machine.on(.waitEnded) == .locate)
    }

    @Test("a server that asks for time gets it")
    func retryAfter() {
        var machine = Road.machine(after: [.started(resuming: nil)])
        let action = machine.on(Road.failure(after: 30, disposition: .retryAfter))
        guard case .wait(let seconds, _, _, _) = action else {
            Issue.record("\(action)")
            return
        }
        #expect((30...30.1).contains(seconds))
    }

    @Test("what cannot be mended ends the upload at once, wherever it stands", arguments: 0...3)
    func hopeless(count: Int) {
        let road: [UploadStateMachine.Event] = [
            .started(resuming: .init(acknowledged: 8, highWater: 8)), .located(offset: 8),
            .chunkAccepted(newOffset: 16),
            .chunkAccepted(newOffset: 20),
        ]
        var machine = Road.machine(after: Array(road.prefix(count + 1)))
        let error = FerryError(.destinationUnauthorized, "it failed")
        #expect(machine.on(Road.failure(.destinationUnauthorized)) == .fail(error))
        #expect(machine.isAtEnd)
    }
}
