import Testing

@testable import FerryReceiver

@Suite struct UploadLockStateMachineTests {
    @Test("a free lock is granted, and free again after its release")
    func free() {
        var lock = UploadLockStateMachine()
        #expect(lock.requested(1) == .grant)
        #expect(lock.isHeld)
        #expect(lock.released(1) == .none)
        #expect(!lock.isHeld)
        #expect(lock.requested(2) == .grant)
    }

    @Test("a newcomer makes the holder stop once and holds the lock after it")
    func handOver() {
        var lock = UploadLockStateMachine()
        _ = lock.requested(1)
        #expect(lock.requested(2) == .wait(stop: 1))
        #expect(lock.requested(3) == .wait(stop: nil))
        #expect(lock.released(1) == .grant(2, stop: true))
        #expect(lock.released(2) == .grant(3, stop: false))
        #expect(lock.released(3) == .none)
    }

    @Test("a waiting request that gives up is passed over; one that does not wait is no matter")
    func abandon() {
        var lock = UploadLockStateMachine()
        _ = lock.requested(1)
        _ = lock.requested(2)
        _ = lock.requested(3)
        #expect(lock.abandoned(2) == true)
        #expect(lock.abandoned(2) == false)
        #expect(lock.abandoned(1) == false)
        #expect(lock.released(1) == .grant(3, stop: false))
    }

    @Test("a release by somebody else changes nothing")
    func foreignRelease() {
        var lock = UploadLockStateMachine()
        _ = lock.requested(1)
        _ = lock.requested(2)
        #expect(lock.released(2) == .none)
        #expect(lock.released(9) == .none)
        #expect(lock.released(1) == .grant(2, stop: false))
        #expect(lock.released(1) == .none)
    }

    @Test("more than the limit are refused")
    func limit() {
        var lock = UploadLockStateMachine()
        _ = lock.requested(0)
        for ticket in 1...UInt64(UploadLockStateMachine.maxWaiting) { #expect(lock.requested(ticket) != .refuse) }
        #expect(lock.requested(99) == .refuse)
    }

    @Test("a revoked holder is asked to stop once")
    func revoke() {
        var lock = UploadLockStateMachine()
        #expect(lock.revoked() == nil)
        _ = lock.requested(1)
        #expect(lock.revoked() == 1)
        #expect(lock.revoked() == nil)
        #expect(lock.requested(2) == .wait(stop: nil))
    }

    /// What must hold whatever happens: one holder, each request answered once, nobody waits behind a holder that was
    /// not asked to stop, and in the end everybody has been served.
    struct Model {
        var holder: UInt64?
        var waiting: [UInt64] = []
        var stopped: Set<UInt64> = []
        var faults: [String] = []

        mutating func stop(_ ticket: UInt64?) {
            guard let ticket else { return }
            if ticket != holder { faults.append("\(ticket) was asked to stop and holds nothing") }
            if !stopped.insert(ticket).inserted { faults.append("\(ticket) was asked to stop twice") }
        }

        mutating func check() {
            if holder == nil, !waiting.isEmpty { faults.append("somebody waits for a free lock") }
            if let holder, !waiting.isEmpty, !stopped.contains(holder) {
                faults.append("\(holder) was not asked to stop")
            }
            if waiting.count > UploadLockStateMachine.maxWaiting { faults.append("too many wait") }
        }
    }

    @Test(
        "random requests, releases and departures never make two holders and starve nobody",
        arguments: 1...200 as ClosedRange<UInt64>)
    func property(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var lock = UploadLockStateMachine()
        var model = Model()
        for ticket in 1...60 as ClosedRange<UInt64> {
            switch Int.random(in: 0..<5, using: &random) {
            case 0...2: Self.request(ticket, &lock, &model)
            case 3: if let holder = model.holder { Self.release(holder, &lock, &model) }
            default: Self.abandon(&lock, &model, &random)
            }
            model.check()
        }
        while let holder = model.holder { Self.release(holder, &lock, &model) }
        #expect(model.waiting.isEmpty && !lock.isHeld, "seed \(seed)")
        #expect(model.faults.isEmpty, "seed \(seed): \(model.faults)")
    }

    private static func request(_ ticket: UInt64, _ lock: inout UploadLockStateMachine, _ model: inout Model) {
        switch lock.requested(ticket) {
        case .grant:
            if model.holder != nil { model.faults.append("two holders") }
            model.holder = ticket
        case .wait(let stop):
            model.waiting.append(ticket)
            model.stop(stop)
        case .refuse:
            if model.waiting.count < UploadLockStateMachine.maxWaiting { model.faults.append("refused too early") }
        }
    }

    private static func release(_ ticket: UInt64, _ lock: inout UploadLockStateMachine, _ model: inout Model) {
        switch lock.released(ticket) {
        case .none:
            if !model.waiting.isEmpty { model.faults.append("a waiting request was forgotten") }
            model.holder = nil
        case .grant(let next, let stop):
            if model.waiting.first != next { model.faults.append("\(next) is not the first in line") }
            model.waiting.removeAll { $0 == next }
            model.holder = next
            if stop { model.stop(next) }
        }
    }

    private static func abandon(
        _ lock: inout UploadLockStateMachine, _ model: inout Model, _ random: inout SeededRandom
    ) {
        guard let ticket = model.waiting.randomElement(using: &random) else { return }
        if !lock.abandoned(ticket) { model.faults.append("\(ticket) could not give up") }
        model.waiting.removeAll { $0 == ticket }
    }
}
